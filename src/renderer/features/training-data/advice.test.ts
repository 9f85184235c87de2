import { expect, it } from "vitest";
import { type Preview, recipeSchema } from "../../../shared/contract/training-data.ts";
import { adviceOf } from "./advice.ts";

const preview = (over: Partial<Preview>): Preview => ({
  conversationsRead: 100,
  examples: 90,
  train: 80,
  validation: 10,
  skipped: [],
  shortened: [],
  total: 90,
  items: [],
  ...over,
});
const levels = (over: Partial<Preview>, recipe = recipeSchema.parse({ validationFraction: 0.1 })) =>
  adviceOf(preview(over), recipe).map(({ level }) => level);

it("a good set has nothing to warn of", () => expect(levels({})).toEqual(["ok", "ok", "ok"]));
it("too few examples for the provider are an error, few are a warning", () => {
  expect(levels({ train: 9 })[0]).toBe("error");
  expect(levels({ train: 10 })[0]).toBe("warning");
  expect(levels({ train: 50 })[0]).toBe("ok");
});
it("no validation set is a warning, one that would be empty an error: it cannot be written", () => {
  expect(levels({}, recipeSchema.parse({}))[1]).toBe("warning");
  expect(levels({ validation: 0 })[1]).toBe("error");
});
it("much left out is worth a look", () => expect(levels({ examples: 70 })[2]).toBe("warning"));
it("nothing left is one error, without a division by nothing", () => {
  expect(levels({ examples: 0, conversationsRead: 0 })).toEqual(["error"]);
});
