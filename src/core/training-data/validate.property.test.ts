import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TuningProvider, Validation } from "../../shared/contract/training-data.ts";
import { exampleLine } from "./example.ts";
import { makeExample } from "./rules.ts";
import { validate } from "./validate.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-validate-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Checks the content as training file and, again, as its own validation file. */
async function check(content: string | Uint8Array, provider: TuningProvider, twice: boolean): Promise<Validation> {
  const path = join(folder, "train.jsonl");
  writeFileSync(path, content);
  return validate({ path, validationPath: twice ? path : null, provider, model: null }, () => {});
}

test("arbitrary bytes are findings, never a crash", async () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(fc.json(), { maxLength: 5 }).map((all) => all.join("\n")),
    fc
      .array(
        fc.anything().map((value) => JSON.stringify({ messages: value })),
        { maxLength: 5 },
      )
      .map((all) => all.join("\n")),
  );
  await fc.assert(
    fc.asyncProperty(noise, fc.constantFrom("openai", "together"), async (content, provider) => {
      const { ok, findings } = await check(content, provider, true);
      expect(ok).toBe(!findings.some(({ level }) => level === "error"));
    }),
    { numRuns: 150 },
  );
});

test("what the rules make of any conversation is taken by the provider they were made for", async () => {
  const role = fc.constantFrom("system", "user", "assistant", "developer", "tool");
  const content = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", " ", "a", "[ERROR: x]", "\ud800"));
  const source = fc.record({
    model: fc.constant(null),
    systemPrompt: fc.option(content),
    messages: fc.array(fc.record({ role, content }), { maxLength: 12 }),
  });
  const systemPrompt = fc.constantFrom(
    { kind: "keep" } as const,
    { kind: "remove" } as const,
    { kind: "replace", text: "P" } as const,
  );
  const rules = fc.record({
    systemPrompt,
    provider: fc.constantFrom("openai" as const, "together" as const),
    trainOn: fc.constantFrom("all" as const, "last" as const),
    whereModel: fc.constant(null),
    dropCut: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 8 }), rules, async (sources, recipe) => {
      const made = sources.map((one) => makeExample(one, recipe)).filter((one) => one.kind === "example");
      const file = made.map(({ example }) => `${exampleLine(example)}\n`).join("");
      const result = await check(file, recipe.provider, false);
      expect(result.examples).toBe(made.length);
      const errors = result.findings.filter(({ level }) => level === "error").map(({ code }) => code);
      expect(errors.filter((code) => !code.endsWith("_examples"))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
