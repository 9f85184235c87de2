import { expect, it } from "vitest";
import { openTestApp, trainingLines } from "../../../test/app.ts";

it("lists what can be rehearsed, base and tuned, and says shortly why the rest is missing", async () => {
  await using app = openTestApp({ environment: { TUNEWRIGHT_PRACTICE_SECONDS: "0" } });
  const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
  const practice = { name: "one", provider: "practice", model: "practice/echo", trainFile } as const;
  const { id } = await app.query("jobs.create", practice);
  const { fineTunedModel } = await app.run("jobs.run", { id, wait: true });
  const { models, unavailable } = await app.run("models.list", {});
  expect(models).toEqual([
    { id: "practice/echo", provider: "practice", tuned: false, shutdownDate: null },
    { id: fineTunedModel, provider: "practice", tuned: true, shutdownDate: null },
  ]);
  expect(unavailable).toEqual([
    { provider: "openai", reason: "There is no key for it." },
    { provider: "together", reason: "There is no key for it." },
  ]);
});
