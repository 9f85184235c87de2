import { describe, expect, it } from "vitest";
import { jobConfigSchema, newJobSchema } from "../../../shared/contract/jobs.ts";
import type { FileChoice } from "./file-choices.ts";
import { type Draft, draftLike, EMPTY_DRAFT, formSchema, startingDraft } from "./form-values.ts";

const TRAIN = "dataset:ds_1:train";
const typed = (changes: Partial<Draft>): Draft => ({
  ...EMPTY_DRAFT,
  name: "first",
  train: TRAIN,
  model: { openai: "gpt-4.1-mini-2025-04-14", together: "Qwen/Qwen3-8B", practice: "practice/echo" },
  ...changes,
});
/** What is said beside each box, by the box's name. */
function complaints(draft: Draft): Record<string, string> {
  const issues = formSchema.safeParse(draft).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join("."), message]));
}
const file = (value: string, changes: Partial<FileChoice> = {}): FileChoice => ({
  value,
  label: value,
  note: "",
  path: `/data/${value}`,
  examples: 60,
  datasetId: "ds_1",
  role: "train",
  ...changes,
});

describe("what was typed", () => {
  it("becomes the advised first job of each provider", () => {
    expect(formSchema.parse(typed({ provider: "openai" }))).toMatchObject({
      provider: "openai",
      trainFile: { datasetId: "ds_1", role: "train" },
      config: { epochs: "auto", batchSize: "auto", learningRateMultiplier: "auto" },
    });
    expect(formSchema.parse(typed({ provider: "together" }))).toMatchObject({
      provider: "together",
      config: { epochs: 1, batchSize: 8, learningRate: 1e-5, training: { kind: "lora", rank: null }, evals: null },
    });
  });

  it("keeps words and numbers apart: a suffix of digits is no number", () => {
    expect(formSchema.parse(typed({ suffix: " 2024 ", seed: "7" })).config).toMatchObject({ suffix: "2024", seed: 7 });
  });

  it("is refused beside its own box, in words, with the limits of its provider", () => {
    const openai = { epochs: "51", batchSize: "max", learningRateMultiplier: "0" };
    expect(complaints(typed({ provider: "openai", openai, suffix: "x".repeat(65) }))).toEqual({
      "openai.epochs": "auto, or a whole number from 1 to 50",
      "openai.batchSize": "auto, or a whole number from 1 to 256",
      "openai.learningRateMultiplier": "auto, or a number above 0",
      suffix: "At most 64 characters",
    });
    const together = { ...EMPTY_DRAFT.together, epochs: "auto", learningRate: "fast", rank: "1.5" };
    expect(complaints(typed({ provider: "together", together, suffix: "x".repeat(41) }))).toEqual({
      "together.epochs": "A whole number from 1 on",
      "together.learningRate": "A number above 0, such as 1e-5",
      "together.rank": "A whole number from 1 on, or nothing",
      suffix: "At most 40 characters",
    });
  });

  it("is not refused for boxes that are not shown", () => {
    const together = { ...EMPTY_DRAFT.together, training: "full" as const, rank: "nonsense" };
    const openai = { ...EMPTY_DRAFT.openai, epochs: "nonsense" };
    expect(complaints(typed({ provider: "together", together, openai }))).toEqual({});
  });

  it("lacks its name, model and data in so many words, and does not validate on what it learns", () => {
    expect(complaints({ ...EMPTY_DRAFT, provider: "openai" })).toEqual({
      name: "A name of 1 to 200 characters",
      "model.openai": "Name the model that is to be tuned",
      train: "Choose the data to train on",
    });
    expect(complaints(typed({ validation: TRAIN }))).toEqual({ validation: "This is the training data itself" });
  });
});

describe("a form that is filled", () => {
  it("like another job makes the same job again, and leaves out a file that is gone", () => {
    const config = jobConfigSchema.parse({ epochs: 2, learningRate: 2e-5, training: { kind: "lora", rank: 64 } });
    const job = {
      id: "job_1",
      name: "x",
      provider: "together",
      model: "Qwen/Qwen3-8B",
      status: "failed",
      detail: null,
      providerJobId: null,
      fineTunedModel: null,
      trainFile: `/data/${TRAIN}`,
      valFile: "/gone.jsonl",
      dataset: null,
      progress: null,
      config,
      key: "together:paper",
      account: null,
      createdAt: "2026-11-24T09:00:00.000Z",
      startedAt: null,
      finishedAt: null,
      lastSeenAt: null,
      error: null,
    } as const;
    const draft = draftLike(job, [file(TRAIN)]);
    expect(draft.validation).toBe("");
    expect(newJobSchema.parse(formSchema.parse(draft))).toMatchObject({ key: "together:paper", config, valFile: null });
  });

  it("for a dataset takes its files once: what was chosen afterwards survives a reload", () => {
    const validation = file("dataset:ds_1:validation", { role: "validation" });
    const other = file("source:src_1", { datasetId: null, role: null });
    const files = [file(TRAIN), validation, other];
    const start = startingDraft(typed({ train: "" }), "ds_1", files);
    expect([start.train, start.validation, start.name]).toEqual([TRAIN, validation.value, "first"]);
    const changed = { ...start, train: other.value };
    expect(startingDraft(changed, "ds_1", files).train).toBe(other.value);
    expect(startingDraft(changed, "ds_1", [file(TRAIN)]).train).toBe("");
  });

  it("trains on an opened file that somebody came with, which belongs to no dataset", () => {
    const opened: FileChoice = { ...file("source:source_1"), datasetId: null, role: null };
    expect(startingDraft(null, "source_1", [file(TRAIN), opened]).train).toBe(opened.value);
  });
});
