import { expect, it } from "vitest";
import { adviceOnExamples, adviceOnModel, adviceOnSettings } from "./advice.ts";

const texts = (provider: "openai" | "together" | "practice", model: string, day: string) =>
  adviceOnModel(provider, model, Date.parse(day)).map(({ text }) => text);

it("counts the days of OpenAI's last jobs down, and does not promise any after them", () => {
  expect(texts("openai", "gpt-4.1", "2027-01-06T12:00:00Z")[0]).toContain("1 day left");
  expect(texts("openai", "gpt-4.1", "2027-01-07T00:00:00Z")[0]).toContain("no new fine-tuning jobs since");
});

it("says before training that a -Reference model cannot be deployed", () => {
  expect(texts("together", "meta-llama/Llama-3.3-70B-Instruct-Reference", "2026-11-24").join()).toContain("deployed");
  expect(texts("together", "Qwen/Qwen3-8B", "2026-11-24").join()).not.toContain("deployed");
});

it("remarks on unusual settings and on nothing that cannot be read", () => {
  const usual = { epochs: "3", batchSize: "8", learningRate: "1e-5" };
  expect(adviceOnSettings("together", usual)).toEqual({});
  expect(adviceOnSettings("together", { epochs: "auto", batchSize: "max", learningRate: "" })).toEqual({});
  const unusual = { epochs: "4", batchSize: "9", learningRate: "1e-3" };
  expect(Object.keys(adviceOnSettings("together", unusual))).toEqual(["epochs", "batchSize", "learningRate"]);
  expect(Object.keys(adviceOnSettings("openai", unusual))).toEqual(["epochs"]);
});

it("knows the fewest examples of OpenAI, and says nothing where the number is not known", () => {
  expect(adviceOnExamples("openai", 9)[0]?.text).toContain("no fewer than 10");
  expect(adviceOnExamples("together", 9)[0]?.text).toContain("50");
  expect(adviceOnExamples("openai", 50)).toEqual([]);
  expect(adviceOnExamples("openai", null)).toEqual([]);
});
