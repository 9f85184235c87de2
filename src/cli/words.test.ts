import { describe, expect, it } from "vitest";
import { describeFinding } from "../shared/file-words.ts";
import { describeReasons, describeSettings, describeTime } from "./words.ts";

// Codes are for programs; a person who reads `ends with user` has to guess.
describe("what is told to people", () => {
  it("says one finding and many in sentences, with separators in large numbers", () => {
    expect(describeFinding({ code: "ends_with_user", count: 1 })).toBe("1 conversation ends with a user message");
    expect(describeFinding({ code: "empty_message", count: 12_345 })).toBe("12,345 messages are empty");
  });

  it("says why conversations were left out, and nothing where none was", () => {
    expect(
      describeReasons([
        { reason: "duplicate", count: 2 },
        { reason: "no_reply", count: 1 },
      ]),
    ).toBe("2 the same as an earlier one, 1 without a reply");
    expect(describeReasons([])).toBeNull();
  });

  it.each([
    [{ epochs: "auto", batchSize: 8, suffix: null, seed: null }, "epochs auto, batch size 8"],
    [{ learningRate: 0.00001, seed: 0 }, "learning rate 0.00001, seed 0"],
    [{ training: { kind: "lora", rank: 8, alpha: null } }, "training (lora, rank 8)"],
    [{ text: `You are Wren.\n${"calm ".repeat(20)}` }, `text You are Wren. ${"calm ".repeat(9)}…`],
    [{ dropCut: false, countTokens: true, systemPrompt: { kind: "keep" } }, "count tokens, system prompt (keep)"],
  ])("writes the settings %j as words", (settings, words) => {
    expect(describeSettings(settings)).toBe(words);
  });

  it("shows a moment to the second, with its zone", () => {
    expect(describeTime("2026-11-23T10:24:55.854Z")).toBe("2026-11-23 10:24:55 UTC");
  });
});
