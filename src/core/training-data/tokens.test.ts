import { beforeAll, expect, test } from "vitest";
import { countExample, loadTokenizer, type CountTokens } from "./tokens.ts";

let count: CountTokens;
beforeAll(async () => {
  count = await loadTokenizer();
});

test("counts o200k tokens", () => {
  expect(count("hello world")).toBe(2);
  expect(count("")).toBe(0);
  expect(count("The quick brown fox jumps over the lazy dog. ".repeat(50))).toBe(501);
});

test("text that looks like a control token is text, and does not stop the count", () => {
  expect(count("<|endoftext|>")).toBeGreaterThan(1);
});

test("an example adds its roles, 3 a message and 3 that open the reply", () => {
  const messages = [
    { role: "user", content: "hello world" },
    { role: "assistant", content: "hello" },
  ];
  expect(countExample(messages, count)).toBe(3 + (3 + 1 + 2) + (3 + 1 + 1));
});

test("a megabyte without a space is counted in blocks: whole, it would take hours", () => {
  const tokens = count("漢字仮名".repeat(250_000));
  expect(tokens).toBeGreaterThan(500_000);
  expect(count("=".repeat(300_000))).toBeGreaterThan(1000);
});
