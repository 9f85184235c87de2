import { describe, expect, it } from "vitest";
import { readSystemPrompt } from "./system-prompt.ts";

describe("readSystemPrompt", () => {
  it.each([
    ["helper (2)", null],
    ["x".repeat(100), null],
    // Counted in UTF-16 units, sixty emoji would read as a prompt of 120 characters.
    ["😀".repeat(60), null],
    ["trailing line end\n", null],
    ["x".repeat(101), "x".repeat(101)],
    ["😀".repeat(101), "😀".repeat(101)],
    ["Be brief.\nBe kind.", "Be brief.\nBe kind."],
  ])("takes %j in the column for names as the prompt only where it reads as one", (name, systemPrompt) => {
    const expected = { systemPrompt, systemPromptName: systemPrompt === null ? name : null };
    expect(readSystemPrompt(null, name)).toEqual(expected);
    expect(readSystemPrompt("  ", name)).toEqual(expected);
  });

  it("leaves a long name a name where there is a prompt", () => {
    const name = "x".repeat(101);
    expect(readSystemPrompt("Be kind.", name)).toEqual({ systemPrompt: "Be kind.", systemPromptName: name });
  });
});
