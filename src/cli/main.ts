import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommanderError } from "@commander-js/extra-typings";
import { AppError } from "../shared/errors.ts";
import { serveCommand } from "./commands/serve.ts";
import type { Act } from "./command.ts";
import { exitCodeOf, type Result, showError } from "./output.ts";
import { createProgram } from "./program.ts";
import { createProgressLine } from "./progress.ts";
import { openSession, type Surroundings } from "./session.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** Stops at the first Ctrl+C by cancelling what runs; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(name, () => controller.abort(new AppError("cancelled", "Stopped.")));
  }
  return controller.signal;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(here, "../../package.json"), "utf8")) as { version: string };
  return version;
}

async function main(argv: string[]): Promise<number> {
  // Known before parsing, since parsing itself may fail.
  const json = argv.includes("--json");
  const surroundings: Surroundings = {
    environment: process.env,
    workingDirectory: process.cwd(),
    version: readVersion(),
    childEntry: join(here, `../child/entry${extname(import.meta.url)}`),
    progress: createProgressLine(process.stderr),
    signal: stopSignal(),
  };
  let exitCode = 0;
  let redact = (text: string) => text;
  const show = (result: Result) => {
    process.stdout.write(`${redact(json ? JSON.stringify(result.json, null, 2) : result.text)}\n`);
    exitCode = result.exitCode ?? 0;
  };
  const act: Act = async (work) => {
    const session = openSession(surroundings);
    redact = session.redact;
    try {
      show(await work(session));
    } finally {
      surroundings.progress.end();
      await session.close();
    }
  };
  const places = { sample: join(here, "../../resources/sample.db"), screen: join(here, "../renderer") };
  const program = createProgram(surroundings.version, act, [serveCommand(surroundings, places, json)]);
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (thrown) {
    // Help or the version was asked for, and has been shown.
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const { document, stream } = showError(thrown, json);
    process[stream].write(`${redact(document)}\n`);
    return exitCodeOf(thrown);
  }
  return exitCode;
}

// A reader that has seen enough, such as `head`, is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
const exitCode = await main(process.argv.slice(2));
// A keychain that never answered may still hold the process; what was written is let out first.
process.stdout.write("", () => process.exit(exitCode));
