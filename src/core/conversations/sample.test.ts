import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { inspectFile } from "./inspect.ts";

const SAMPLE = fileURLToPath(new URL("../../../resources/sample.db", import.meta.url));

it("the bundled sample holds good conversations and the flaws that a reader should be shown", async () => {
  const { kind, conversations, systemPrompts, findings } = await inspectFile(SAMPLE, () => undefined);
  expect([kind, conversations, systemPrompts.length]).toEqual(["conversations", 60, 3]);
  expect(Object.fromEntries(findings.map(({ code, count }) => [code, count]))).toEqual({
    api_error_message: 1,
    ends_with_user: 1,
    consecutive_same_role: 1,
    duplicate_conversation: 1,
  });
});
