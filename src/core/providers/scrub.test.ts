import { describe, expect, it } from "vitest";
import { createScrub } from "./scrub.ts";

const KEY = "my+odd/key=with.signs";
const scrub = createScrub(KEY);

describe("createScrub", () => {
  // A server that repeats our key must not bring it into a log, a row or a screen.
  it.each([
    `Incorrect API key provided: ${KEY}.`,
    `twice ${KEY}${KEY}`,
    `?key=${encodeURIComponent(KEY)}`,
    `Basic ${Buffer.from(KEY).toString("base64")}`,
  ])("removes the key from “%s”", (text) => {
    expect(scrub(text)).toContain("[key removed]");
    for (const form of [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString("base64")]) {
      expect(scrub(text)).not.toContain(form);
    }
  });

  // Another account's key in an error body is as secret as ours.
  it.each([
    "sk-proj-abcdefgh12345678",
    "sk-abc*****wxyz",
    "Bearer abcdefghijkl",
    "tgp_v1_abcdefghijkl",
    "a0".repeat(32),
  ])("removes %s by its shape", (secret) => {
    expect(scrub(`see ${secret} there`)).toBe("see [key removed] there");
  });

  // Scrubbing too much would hide the words a user needs.
  it.each([
    "invalid training_file: file-AbCdEf123456 does not exist",
    "org/Meta-Llama-3.1-8B-Instruct-Reference-warm-abcdefgh-0f3c1a2b",
    "ft:gpt-4o-mini-2024-07-18:my-org:my-suffix:AbCdEf",
    "task-based training is risk-free",
  ])("leaves “%s” alone", (text) => {
    expect(scrub(text)).toBe(text);
  });

  it("leaves texts alone where there is no key", () => {
    expect(createScrub("")("a text")).toBe("a text");
  });
});
