import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../cli/command-line.ts";

/** The built product as it was started for a test. */
export interface Server {
  /** The address with its token, as it was printed. */
  readonly address: string;
  readonly port: number;
  /** What it has written to standard error. */
  errors(): string;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Ends it as Ctrl+C does. */
  stop(): Promise<void>;
}

interface ServerOptions {
  home: string;
  workingDirectory: string;
  environment: Record<string, string>;
  /** 0 for any. */
  port: number;
}

/** Starts `tunewright serve` and waits for its first line. */
export async function startServer({ home, workingDirectory, environment, port }: ServerOptions): Promise<Server> {
  const child = spawn(process.execPath, [join(ROOT, "bin/tunewright"), "serve", "--no-open", "--port", String(port)], {
    cwd: workingDirectory,
    // Nothing of the machine's own keys, folders or desktop session may leak into a test.
    env: { PATH: process.env["PATH"] ?? "", HOME: workingDirectory, TUNEWRIGHT_HOME: home, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const address = await firstLine(child, () => errors);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  return {
    address,
    port: Number(new URL(address).port),
    errors: () => errors,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGINT"),
  };
}

async function firstLine(child: ChildProcess, errors: () => string): Promise<string> {
  if (child.stdout === null) throw new Error("the server's output is not read");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`The server ended before it had an address:\n${errors()}`);
}
