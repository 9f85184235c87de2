import { expect, test } from "vitest";
import { isCutReply } from "./cut-reply.ts";

const LONG = "A sentence of some length. ".repeat(120);

test.each(["and then the", "of 12", "the following:", "(as in", "well –", "一二三", "*Note* that, "])(
  "a long reply that ends in “%s” is cut",
  (end) => expect(isCutReply(LONG + end)).toBe(true),
);

test.each([
  "the end.",
  "really?",
  "“Yes.”",
  "done.)",
  "fine! 🎻",
  "おわり。",
  "**bold.**",
  "and so on…",
  "x = `1`",
  "| a |",
])("a long reply that ends in “%s” is whole", (end) => expect(isCutReply(LONG + end)).toBe(false));

test("a short reply may end as it likes: the old limit never reached it", () => {
  expect(isCutReply("word ".repeat(600).trim())).toBe(false);
  expect(isCutReply("x".repeat(3000))).toBe(false);
  expect(isCutReply("x".repeat(3001))).toBe(true);
});

test("a reply that stops within a code block is cut, whatever its last sign", () => {
  expect(isCutReply(`${LONG}\n\`\`\`js\nf();`)).toBe(true);
  expect(isCutReply(`${LONG}\n\`\`\`js\nf();\n\`\`\``)).toBe(false);
});
