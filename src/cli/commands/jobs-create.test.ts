import { afterEach, beforeEach, expect, it } from "vitest";
import { type CommandLine, openCommandLine } from "../../../test/cli/command-line.ts";

let cli: CommandLine;
beforeEach(() => {
  cli = openCommandLine();
  cli.write("train.jsonl", "{}\n");
});
afterEach(() => cli[Symbol.dispose]());

// A value that the provider would refuse after the upload, or ignore in silence, is told at once, by its flag.
it.each([
  ["openai", "--epochs 51", "--epochs"],
  ["openai", "--batch-size 257", "--batch-size"],
  ["practice", `--suffix ${"x".repeat(65)}`, "--suffix"],
  ["together", `--suffix ${"x".repeat(41)}`, "--suffix"],
  ["together", "--evals 3", "--val-file"],
  ["openai", "--beta 0.1", "--method dpo"],
])("for %s refuses %s as wrong usage", async (provider, flags, named) => {
  const args = `jobs create --name a --provider ${provider} --model m --train-file train.jsonl ${flags}`.split(" ");
  const { code, document } = await cli.json(args);
  expect(code).toBe(2);
  expect(document).toMatchObject({ error: { code: "usage", message: expect.stringContaining(named) } });
});

it("says that preference training is not available yet, with its own flag", async () => {
  const args = "jobs create --name a --provider openai --model m --train-file train.jsonl --method dpo --beta 0.1";
  expect(await cli.json(args.split(" "))).toMatchObject({ code: 1, document: { error: { code: "not_available" } } });
});
