import { join } from "node:path";
import { expect, it } from "vitest";
import { openCommandLine, ROOT } from "./command-line.ts";

const SAMPLE = join(ROOT, "resources/sample.db");

it("conversations list --model and --prompt take the names that inspect prints, and find as many", async () => {
  using cli = openCommandLine({});
  const { document } = await cli.json(["inspect", SAMPLE]);
  const count = async (...options: string[]) => {
    const listed = await cli.json(["conversations", "list", SAMPLE, ...options]);
    return listed.document["total"];
  };
  const { models, systemPrompts, conversations } = document as Record<"models" | "systemPrompts", Named[]> & {
    conversations: number;
  };
  const [model] = models;
  const [prompt] = systemPrompts;
  expect(await count("--model", model?.name ?? "")).toBe(model?.count);
  expect(await count("--prompt", prompt?.name ?? "")).toBe(prompt?.count);
  const prompted = systemPrompts.reduce((sum, named) => sum + named.count, 0);
  expect(await count("--prompt", "")).toBe(conversations - prompted);
  expect(await count("--model", "no such model")).toBe(0);
});

type Named = { name: string; count: number };
