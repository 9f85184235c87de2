import { expect, it } from "vitest";
import { matchOf } from "./match.ts";

it.each([
  ["Open the sample database", "hello", 0],
  ["Open the sample database", "sample open", 1],
  ["Open the sample database", "pen", 0.5],
  ["Go to Jobs", "", 1],
  ["ft:gpt-4o:ours", "GPT", 1],
])("of “%s” and “%s” it makes %d, so that no entry is run that was not meant", (entry, typed, score) =>
  expect(matchOf(entry, typed)).toBe(score),
);
