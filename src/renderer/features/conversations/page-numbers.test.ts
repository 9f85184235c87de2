import { expect, it } from "vitest";
import { pagesOf } from "./page-numbers.ts";

it.each([
  ["the first page alone at first", 0, 0, null, [0]],
  ["both pages where a border is in sight", 95, 130, null, [0, 1]],
  ["the first page far below, too", 50_000, 50_030, null, [0, 500]],
  ["the page after the row that is read, out of sight", 0, 20, 199, [0, 1, 2]],
  ["the page before the row that is read", 0, 20, 300, [0, 2, 3]],
  ["nothing before the first row", 0, 20, 0, [0]],
])("has %s", (_, first, last, near, pages) => expect(pagesOf({ first, last }, near)).toEqual(pages));
