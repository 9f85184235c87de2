import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { trainingLines } from "../app.ts";
import { type CommandLine, openCommandLine, ROOT } from "./command-line.ts";

const SAMPLE = join(ROOT, "resources/sample.db");

let cli: CommandLine;
beforeEach(() => {
  cli = openCommandLine({ TUNEWRIGHT_PRACTICE_SECONDS: "0" });
});
afterEach(() => cli[Symbol.dispose]());

// A persona that is not taken over from the old file, or not put into the examples, trains another character in silence.
it("takes personas over from the old system's file, trains with one, and says so in the dataset", async () => {
  const old = [{ name: "wren", version: 2, system_prompt: "You are Wren.", traits: ["calm"] }];
  cli.write("system_prompts.json", JSON.stringify({ personas: old }));
  const added = await cli.json(["personas", "add", "--from", "system_prompts.json"]);
  expect(added).toMatchObject({ code: 0, document: { personas: [{ name: "wren", version: "2", traits: ["calm"] }] } });
  const made = await cli.json(["prepare", SAMPLE, "--out", "train.jsonl", "--persona", "wren"]);
  const [first] = readFileSync(join(cli.folder, "train.jsonl"), "utf8").split("\n");
  expect(JSON.parse(first ?? "")).toMatchObject({ messages: [{ role: "system", content: "You are Wren." }, {}, {}] });

  const id = String(made.document["datasetId"]);
  expect(await cli.json(["datasets", "list"])).toMatchObject({ code: 0, document: { datasets: [{ id }] } });
  const shown = await cli.json(["datasets", "show", id]);
  expect(shown).toMatchObject({
    document: { recipe: { systemPrompt: { kind: "replace", text: "You are Wren." } }, files: made.document["files"] },
  });
  const { stdout } = await cli.run(["datasets", "show", id]);
  expect(stdout).toMatch(/Recipe .*system prompt \(replace, text You are Wren\.\)/);

  expect(await cli.json(["personas", "remove", "wren (2)"])).toMatchObject({ code: 0 });
  expect(await cli.json(["personas", "list"])).toEqual({ code: 0, document: { personas: [] } });
});

it("refuses a file of personas that is none, and names it", async () => {
  cli.write("wrong.json", "[]");
  for (const [file, code] of [
    ["wrong.json", "invalid_file"],
    ["missing.json", "not_found"],
  ] as const) {
    const { document } = await cli.json(["personas", "add", "--from", file]);
    expect(document).toMatchObject({ error: { code, message: expect.stringContaining(file) } });
  }
});

// What people read is another text than the document: a job's facts may be right in one and garbled in the other.
it("shows jobs to people in words, counts them, and forgets one that has ended", async () => {
  cli.write("train.jsonl", trainingLines(12));
  const create = "jobs create --name one --provider practice --model practice/echo --train-file train.jsonl --epochs 2";
  const created = await cli.run(create.split(" "));
  expect(created.stdout).toMatch(/Settings +epochs 2, batch size auto/);
  const id = /job_[a-z2-7]{16}/.exec(created.stdout)?.[0] ?? "";
  await cli.run(["jobs", "run", id, "--wait"]);
  const { stdout } = await cli.run(["jobs", "show", id]);
  expect(stdout).toMatch(/Status +completed/);
  expect(stdout).toMatch(/Created +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  expect((await cli.run(["jobs", "stats"])).stdout).toMatch(/Jobs +1\nBy status +completed 1/);
  expect(await cli.json(["jobs", "delete", id])).toEqual({ code: 0, document: { id } });
  expect(await cli.json(["jobs", "list"])).toEqual({ code: 0, document: { jobs: [] } });
});
