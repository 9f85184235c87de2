import { expect, it, test } from "vitest";
import { facetChoices, facetOf, facetValue } from "./filter.ts";

it("a facet lists its values with their counts, and those without one where there are any", () => {
  const choices = facetChoices("Any model", "No model", [{ name: "a/b", count: 3 }], 5);
  expect(choices.map(({ value, note }) => [value, note])).toEqual([
    ["all", undefined],
    ["=a/b", "3 conversations"],
    ["=", "2 conversations"],
  ]);
});

it("nobody without a value is not a choice", () => {
  expect(facetChoices("Any", "None", [{ name: "a", count: 5 }], 5)).toHaveLength(2);
  expect(facetChoices("Any", "None", [], 5)).toHaveLength(1);
});

test.each([null, "", "all", "=x"])("the facet %j survives being a choice", (facet) => {
  expect(facetOf(facetValue(facet))).toBe(facet);
});
