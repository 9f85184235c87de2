import { expect, test } from "vitest";
import { splitAtHits } from "./marked.tsx";

test.each([
  ["acid and Acid", "acid", ["", "acid", " and ", "Acid", ""]],
  ["nothing here", "acid", ["nothing here"]],
  ["any", "", ["any"]],
  ["aaa", "aa", ["", "aa", "a"]],
  ["a.b", ".", ["a", ".", "b"]],
])("%j is split at the hits of %j", (text, needle, parts) => expect(splitAtHits(text, needle)).toEqual(parts));

test("what is split joins to what it was, also where lower case is longer", () => {
  const text = "İstanbul and istanbul";
  expect(splitAtHits(text, "stan").join("")).toBe(text);
});
