import { expect, test } from "vitest";
import { nextVersion, traitsOf } from "./persona-draft.ts";

test.each([
  [[], "1"],
  [["1", "2"], "3"],
  [["10", "9"], "11"],
  [["draft"], "1"],
  [["2b"], "3"],
])("after the versions %j comes %s", (versions, next) => {
  const known = [...versions.map((version) => ({ name: "Wren", version })), { name: "Alder", version: "40" }];
  expect(nextVersion("Wren", known)).toBe(next);
});

test("traits are told apart by commas, each once", () => {
  expect(traitsOf({ name: "", version: "", systemPrompt: "", traits: " calm, exact,,calm " })).toEqual([
    "calm",
    "exact",
  ]);
});
