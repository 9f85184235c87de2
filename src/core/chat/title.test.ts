import { expect, it } from "vitest";
import { titleOf } from "./title.ts";

it.each([
  ["Hello", "Hello"],
  ["  Two\n\nlines  ", "Two lines"],
  [`${"word ".repeat(12)}word`, "word ".repeat(12).trim()],
  [`${"a".repeat(60)} b`, "a".repeat(60)],
  ["x".repeat(80), "x".repeat(60)],
  [`${"x".repeat(59)}\u{1F600}yz`, "x".repeat(59)],
])("cuts no word and no character of %j", (message, title) => {
  expect(titleOf(message)).toBe(title);
});
