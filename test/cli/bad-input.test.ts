import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulated, trainingLines } from "../app.ts";
import { truncated } from "../fixtures/database-states.ts";
import { scrambled, textFile, unrelated, variantD } from "../fixtures/databases.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type CommandLine, openCommandLine } from "./command-line.ts";

let simulator: Simulator;
let cli: CommandLine;
let good: string;
let other: string;
beforeAll(async () => {
  simulator = await startSimulator();
  cli = openCommandLine(simulated(simulator));
  good = variantD(folderFor("good"));
  other = unrelated(folderFor("other"));
  cli.write("good.jsonl", trainingLines(12));
  cli.write("broken.jsonl", `${trainingLines(11)}{"messages": [\n`);
  mkdirSync(join(cli.folder, "folder.db"));
});
afterAll(async () => {
  cli[Symbol.dispose]();
  await simulator.stop();
});

function folderFor(name: string): string {
  const folder = join(cli.folder, name);
  mkdirSync(folder);
  return folder;
}

const MODEL = "gpt-4o-mini-2024-07-18";
const job = (file: string) => [
  ..."jobs create --name a --provider openai --model".split(" "),
  MODEL,
  "--train-file",
  file,
];

/** What is wrong, the command that meets it, and the code it must answer with. */
const CASES: [what: string, args: () => string[], code: string, exit?: number][] = [
  ["a missing file", () => ["inspect", "nothing.db"], "not_found"],
  ["a directory", () => ["inspect", "folder.db"], "not_readable"],
  ["a text file named .db", () => ["inspect", textFile(folderFor("text"))], "not_a_database"],
  ["a truncated database", () => ["prepare", truncated(folderFor("truncated")), "--out", "out.jsonl"], "corrupt"],
  ["an encrypted database", () => ["inspect", scrambled(folderFor("scrambled"))], "encrypted"],
  ["a database without conversations", () => ["prepare", other, "--out", "out.jsonl"], "no_conversations"],
  ["an output folder that is not there", () => ["prepare", good, "--out", "no/such/out.jsonl"], "not_found"],
  ["a read-only output folder", () => ["prepare", good, "--out", "/proc/out.jsonl"], "not_writable"],
  ["an output whose name is too long", () => ["prepare", good, "--out", `${"a".repeat(300)}.jsonl`], "not_writable"],
  ["an output without a name", () => ["prepare", good, "--out", ""], "usage", 2],
  ["a seed too large", () => ["prepare", good, "--out", "out.jsonl", "--seed", "4294967296"], "usage", 2],
  ["a page too large", () => ["conversations", "list", good, "--limit", "10001"], "usage", 2],
  ["an output that is the source", () => ["prepare", good, "--out", good], "invalid_input"],
  ["a training file that is missing", () => job("nothing.jsonl"), "not_found"],
  ["a job that is not there", () => ["jobs", "show", "job_nothing"], "not_found"],
  ["an unknown model", () => ["chat", "--model", "gpt-nonsense", "--message", "Hello"], "unknown_model"],
  ["a model name that is none", () => ["chat", "--model", "what is this", "--message", "Hello"], "invalid_input"],
  ["a text file that is missing", () => ["chat", "--model", MODEL, "--message", "@nothing.txt"], "not_found"],
  [
    "a chat database of another kind",
    () => ["chat", "--model", MODEL, "--message", "Hi", "--database", other],
    "invalid_input",
  ],
  ["an unknown command", () => ["nonsense"], "usage", 2],
  ["a missing option", () => ["prepare", "a.db"], "usage", 2],
  ["a flag of another provider", () => [...job("good.jsonl"), "--lora-r", "8"], "usage", 2],
  ["a number that is none", () => [...job("good.jsonl"), "--epochs", "many"], "usage", 2],
  ["two system prompts", () => ["prepare", "a.db", "--out", "o", "--persona", "a", "--system-prompt", "b"], "usage", 2],
  ["a fraction without a file", () => ["prepare", "a.db", "--out", "o", "--validation-fraction", "0.1"], "usage", 2],
  ["an unknown provider", () => ["models", "--provider", "nobody"], "usage", 2],
  ["a command of a later version", () => ["generate", "--ideas-file", "x"], "not_available"],
  ["a sub-command of a later version", () => ["jobs", "pause", "job_1"], "not_available"],
  ["preference training", () => [...job("good.jsonl"), "--method", "dpo"], "not_available"],
];

describe("bad input", () => {
  it.each(CASES)("%s is one clear error", async (_, args, code, exit = 1) => {
    const answered = await cli.json(args());
    expect(answered).toMatchObject({
      code: exit,
      document: { error: { code, message: expect.stringMatching(/\S{2}/) } },
    });
    expect(answered.document).toMatchObject({ error: { hint: expect.stringMatching(/\S{2}/) } });
    expect(JSON.stringify(answered.document)).not.toMatch(/\bat \S+ \(|node_modules|undefined/);
  });

  it("leaves nothing half-written", () => {
    const left = readdirSync(cli.folder).filter((name) => name.includes("out.jsonl") || name.includes("partial"));
    expect(left).toEqual([]);
  });

  it("tells a person the same on standard error, and prints nothing on standard output", async () => {
    const { code, stdout, stderr } = await cli.run(["inspect", "nothing.db"]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/nothing\.db[\s\S]*\(not_found\)/);
  });

  it("names the line of a broken training file, as a result and with exit code 1", async () => {
    const { code, document } = await cli.json(["validate", "broken.jsonl", "--provider", "openai"]);
    expect(code).toBe(1);
    expect(document).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([expect.objectContaining({ level: "error", line: 12 })]),
    });
  });

  it("tells a wrong key from no key and from no network", async () => {
    const chat = ["chat", "--model", MODEL, "--message", "Hello"];
    const withEnvironment = async (environment: Record<string, string>) =>
      (await cli.json(chat, { environment })).document;
    expect(await withEnvironment({ OPENAI_API_KEY: "sk-wrong-0123456789abcdef" })).toMatchObject({
      error: { code: "wrong_key" },
    });
    expect(await withEnvironment({ OPENAI_API_KEY: "" })).toMatchObject({ error: { code: "no_key" } });
    expect(await withEnvironment({ OPENAI_BASE_URL: "http://127.0.0.1:9/v1" })).toMatchObject({
      error: { code: "no_network" },
    });
  });
});
