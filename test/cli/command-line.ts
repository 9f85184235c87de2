import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMMAND = join(ROOT, "bin/tunewright");

/** How a command ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A JSON document of unknown shape, for a test to look into. */
export type Document = Record<string, unknown>;

export interface RunOptions {
  environment?: Record<string, string>;
  /** What comes on standard input. */
  input?: string;
  /** Sees the process while it runs. */
  during?: (child: ChildProcess, stderr: () => string) => void;
}

/** The real command in a working directory and data folder of its own. */
export interface CommandLine extends Disposable {
  folder: string;
  home: string;
  run(args: string[], options?: RunOptions): Promise<Ended>;
  /** Runs with --json and returns the one document on standard output; anything beside it fails to parse. */
  json(args: string[], options?: RunOptions): Promise<{ code: number | null; document: Document }>;
  write(name: string, content: string | Buffer): string;
}

/** Opens a command line in a new temporary folder. */
export function openCommandLine(environment: Record<string, string> = {}): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), "tunewright-cli-"));
  const home = join(folder, "home");
  // Nothing of the machine's own keys, folders or desktop session may leak into a test.
  const clean = { PATH: process.env["PATH"] ?? "", HOME: folder, TUNEWRIGHT_HOME: home, ...environment };
  const run = (args: string[], { environment: more = {}, input = "", during }: RunOptions = {}) =>
    new Promise<Ended>((resolve, reject) => {
      const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, env: { ...clean, ...more } });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
        during?.(child, () => stderr);
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, stdout, stderr }));
      child.stdin.end(input);
    });
  return {
    folder,
    home,
    run,
    async json(args, options) {
      const { code, stdout, stderr } = await run([...args, "--json"], options);
      try {
        return { code, document: JSON.parse(stdout) as Document };
      } catch {
        throw new Error(`standard output is not one JSON document: ${stdout}\n${stderr}`);
      }
    },
    write(name, content) {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
