import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { simulated } from "../app.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type CommandLine, openCommandLine, ROOT } from "./command-line.ts";

/** The words of a line as a shell splits them, as far as the README needs it. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

const blocks = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/```sh\n([\s\S]*?)```/g)];
const lines = blocks.flatMap(([, block = ""]) => block.split("\n")).filter((line) => line.includes("bin/tunewright"));

let simulator: Simulator;
let cli: CommandLine;
/** What the README calls JOB and MODEL, once a command has printed it. */
const printed = { JOB: "", MODEL: "" };
beforeAll(async () => {
  simulator = await startSimulator();
  cli = openCommandLine({ ...simulated(simulator), TUNEWRIGHT_PRACTICE_SECONDS: "2" });
});
afterAll(async () => {
  cli[Symbol.dispose]();
  await simulator.stop();
});

it("has commands to try", () => {
  expect(lines.length).toBeGreaterThan(10);
});

// One after the other, as a reader types them: each builds on what the ones before have made.
it.each(lines)("%s", async (line) => {
  const piped = line.startsWith("printenv");
  const words = wordsOf(line.slice(line.indexOf("bin/tunewright"))).slice(1);
  const args = words.map((word) =>
    word.replace(/^resources\//, join(ROOT, "resources/")).replace(/^(JOB|MODEL)$/, (name) => printed[name as "JOB"]),
  );
  // A machine that runs tests may have no keychain; the rest of the command is the README's.
  const store = piped ? ["--store", "file"] : [];
  const { code, stdout, stderr } = await cli.run([...args, ...store], { input: piped ? simulator.key : "" });
  expect(stderr + stdout).not.toMatch(/\((internal|usage)\)/);
  expect(code).toBe(0);
  printed.JOB = /\bjob_[a-z2-7]{16}\b/.exec(stdout)?.[0] ?? printed.JOB;
  printed.MODEL = /\bpractice\/\S+-\S+/.exec(stdout)?.[0] ?? printed.MODEL;
});
