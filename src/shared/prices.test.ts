import { expect, test } from "vitest";
import { baseModel, trainingPrice } from "./prices.ts";

test.each([
  ["gpt-4o-mini", 3],
  ["gpt-4o-mini-2024-07-18", 3],
  ["gpt-4.1-2025-04-14", 25],
  ["gpt-4.1-mini", 5],
  ["openai/gpt-4o", 25],
  ["ft:gpt-4o-2024-08-06:org:suffix:id", 25],
])("%s costs what its base costs", (model, usd) => expect(trainingPrice(model)?.usdPerMillionTokens).toBe(usd));

test.each(["gpt-5", "gpt-4o-audio", "meta-llama/Llama-3", "", "__proto__", "constructor"])(
  "no price is invented for “%s”",
  (model) => expect(trainingPrice(model)).toBeNull(),
);

test("a price says that it is unconfirmed and how old it is", () => {
  expect(trainingPrice("gpt-4o")).toEqual({ usdPerMillionTokens: 25, asOf: "2026-11", confirmed: false });
  expect(baseModel("ft:gpt-4o-mini-2024-07-18:org::abc")).toBe("gpt-4o-mini");
});
