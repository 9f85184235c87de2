import { spawn } from "node:child_process";
import { join } from "node:path";
import type { CommandLine } from "./command-line.ts";
import { ROOT } from "./command-line.ts";

/** A server as a person started it. */
export interface Serving {
  pid: number;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the address once it is printed; rejects where the server ends without one. */
  address: Promise<string>;
  send(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ServingOptions {
  environment?: Record<string, string>;
  /** What comes on standard input, which null leaves open. */
  input?: string | null;
  /** The script that is started; the command itself unless it is said. */
  script?: string;
}

/** Starts `tunewright serve` with these arguments in the folders of a command line. */
export function serving(cli: CommandLine, args: string[], options: ServingOptions = {}): Serving {
  const command = options.script === undefined ? [join(ROOT, "bin/tunewright"), "serve"] : [options.script];
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: cli.folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: cli.folder, TUNEWRIGHT_HOME: cli.home, ...options.environment },
  });
  let stdout = "";
  let stderr = "";
  const address = Promise.withResolvers<string>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    const found = /http:\/\/\S+\?token=[\w-]{43}/.exec(stdout)?.[0];
    if (found !== undefined && stdout.includes("\n")) address.resolve(found);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  if (options.input !== null) child.stdin.end(options.input ?? "");
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("close", (code, signal) => {
      address.reject(new Error(`the server ended without an address: ${stdout}${stderr}`));
      resolve({ code, signal });
    });
  });
  address.promise.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    address: address.promise,
    send: (signal) => void child.kill(signal),
    ended,
  };
}
