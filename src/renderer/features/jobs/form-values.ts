import { z } from "zod";
import type { RouteInput } from "../../../shared/contract/index.ts";
import { type Job, jobProviderSchema, newJobSchema } from "../../../shared/contract/jobs.ts";
import { type FileChoice, sourceOf } from "./file-choices.ts";

export type NewJob = RouteInput<"jobs.create">;

const text = z.string();

/**
 * A new job as it is typed, every box a text. What a provider calls its own is kept apart, so that looking at another
 * provider loses nothing. `origin` is the dataset or job that the form was filled from.
 */
export const draftSchema = z.object({
  origin: text.nullable(),
  name: text,
  provider: jobProviderSchema,
  model: z.object({ openai: text, together: text, practice: text }),
  key: z.object({ openai: text, together: text }),
  train: text,
  validation: text,
  openai: z.object({ epochs: text, batchSize: text, learningRateMultiplier: text }),
  together: z.object({
    epochs: text,
    batchSize: text,
    learningRate: text,
    training: z.enum(["lora", "full"]),
    rank: text,
    alpha: text,
    evals: text,
  }),
  suffix: text,
  seed: text,
});
export type Draft = z.infer<typeof draftSchema>;

/** What the form shows at first: the advice for a first job. */
export const EMPTY_DRAFT: Draft = {
  origin: null,
  name: "",
  provider: "practice",
  model: { openai: "", together: "", practice: "practice/echo" },
  key: { openai: "", together: "" },
  train: "",
  validation: "",
  openai: { epochs: "auto", batchSize: "auto", learningRateMultiplier: "auto" },
  together: { epochs: "1", batchSize: "8", learningRate: "1e-5", training: "lora", rank: "", alpha: "", evals: "" },
  suffix: "",
  seed: "",
};

/** Whether nothing was typed that would be missed. */
export function isEmptyDraft(draft: Draft): boolean {
  return JSON.stringify({ ...draft, origin: null }) === JSON.stringify(EMPTY_DRAFT);
}

/** A box's text as the contract has it: empty is left to the provider, a number is one, anything else is a word. */
function readSetting(typed: string): string | number | null {
  const trimmed = typed.trim();
  if (trimmed === "") return null;
  const number = Number(trimmed);
  return Number.isNaN(number) ? trimmed : number;
}

function wordOrNull(typed: string): string | null {
  return typed.trim() === "" ? null : typed.trim();
}

function togetherConfig({ together, validation, suffix, seed }: Draft) {
  const { epochs, batchSize, learningRate, training, rank, alpha, evals } = together;
  return {
    epochs: readSetting(epochs),
    batchSize: readSetting(batchSize),
    learningRate: readSetting(learningRate),
    training:
      training === "full" ? { kind: "full" } : { kind: "lora", rank: readSetting(rank), alpha: readSetting(alpha) },
    // Without a validation file there is nothing to be evaluated on.
    evals: validation === "" ? null : readSetting(evals),
    suffix: wordOrNull(suffix),
    seed: readSetting(seed),
  };
}

function openaiConfig({ openai, suffix, seed }: Draft) {
  return {
    epochs: readSetting(openai.epochs),
    batchSize: readSetting(openai.batchSize),
    learningRateMultiplier: readSetting(openai.learningRateMultiplier),
    suffix: wordOrNull(suffix),
    seed: readSetting(seed),
  };
}

/** What was typed, in the shape of the contract; whether it is right is the contract's to say. */
function asNewJob(draft: Draft): unknown {
  const { provider } = draft;
  return {
    provider,
    name: draft.name,
    model: draft.model[provider],
    trainFile: sourceOf(draft.train) ?? undefined,
    valFile: sourceOf(draft.validation),
    key: provider === "practice" ? null : wordOrNull(draft.key[provider]),
    config: provider === "together" ? togetherConfig(draft) : openaiConfig(draft),
  };
}

/** The limits of each box in words, for when its value is outside of them. */
export const LIMITS: Record<string, string> = {
  name: "A name of 1 to 200 characters",
  model: "Name the model that is to be tuned",
  train: "Choose the data to train on",
  validation: "Choose another file to validate on",
  key: "Choose a key",
  "openai.epochs": "auto, or a whole number from 1 to 50",
  "openai.batchSize": "auto, or a whole number from 1 to 256",
  "openai.learningRateMultiplier": "auto, or a number above 0",
  "together.epochs": "A whole number from 1 on",
  "together.batchSize": "max, or a whole number from 1 on",
  "together.learningRate": "A number above 0, such as 1e-5",
  "together.rank": "A whole number from 1 on, or nothing",
  "together.alpha": "A whole number from 1 on, or nothing",
  "together.evals": "A whole number from 1 on, or nothing",
  "suffix.openai": "At most 64 characters",
  "suffix.practice": "At most 64 characters",
  "suffix.together": "At most 40 characters",
  seed: "A whole number from 0 on, or nothing",
  "seed.openai": "A whole number from 0 to 2,147,483,647, or nothing",
  "seed.practice": "A whole number from 0 to 2,147,483,647, or nothing",
};

/** The box that a place in the contract was typed into. */
function boxOf(path: readonly PropertyKey[], provider: Draft["provider"]): string {
  const [first, ...rest] = path.map(String);
  const last = rest.at(-1);
  switch (first) {
    case "trainFile":
      return "train";
    case "valFile":
      return "validation";
    case "model":
    case "key":
      return `${first}.${provider}`;
    case "config":
      if (last === "suffix" || last === "seed") return last;
      return `${provider === "together" ? "together" : "openai"}.${last ?? ""}`;
    default:
      return first ?? "name";
  }
}

function limitOf(box: string, provider: Draft["provider"]): string {
  return LIMITS[`${box}.${provider}`] ?? LIMITS[box] ?? LIMITS[box.split(".")[0] ?? ""] ?? "This value is not taken";
}

/** Holds what was typed against the contract's own schema, and says beside each box what it takes. */
export const formSchema: z.ZodType<NewJob, Draft> = draftSchema.transform((draft, context) => {
  const parsed = newJobSchema.safeParse(asNewJob(draft));
  if (draft.validation !== "" && draft.validation === draft.train) {
    context.addIssue({ code: "custom", path: ["validation"], message: "This is the training data itself" });
    return z.NEVER;
  }
  if (parsed.success) return parsed.data;
  for (const { path } of parsed.error.issues) {
    const box = boxOf(path, draft.provider);
    context.addIssue({ code: "custom", path: box.split("."), message: limitOf(box, draft.provider) });
  }
  return z.NEVER;
});

const asText = (value: string | number | null) => (value === null ? "" : String(value));

/** A draft with the settings of a job that there is. Files that no screen may name any more have to be chosen anew. */
export function draftLike(job: Job, files: readonly FileChoice[]): Draft {
  const { provider, config, key } = job;
  const choiceOf = (path: string | null) => files.find((file) => file.path === path)?.value ?? "";
  const shared = {
    ...EMPTY_DRAFT,
    origin: job.id,
    name: `${job.name} again`,
    provider,
    model: { ...EMPTY_DRAFT.model, [provider]: job.model },
    key: { ...EMPTY_DRAFT.key, ...(provider === "practice" ? {} : { [provider]: key ?? "" }) },
    train: choiceOf(job.trainFile),
    validation: choiceOf(job.valFile),
    suffix: asText(config.suffix),
    seed: asText(config.seed),
  };
  if (!("training" in config)) {
    const { epochs, batchSize, learningRateMultiplier } = config;
    return {
      ...shared,
      openai: {
        epochs: asText(epochs),
        batchSize: asText(batchSize),
        learningRateMultiplier: asText(learningRateMultiplier),
      },
    };
  }
  const { training } = config;
  return {
    ...shared,
    together: {
      epochs: asText(config.epochs),
      batchSize: asText(config.batchSize),
      learningRate: asText(config.learningRate),
      training: training.kind,
      rank: training.kind === "lora" ? asText(training.rank) : "",
      alpha: training.kind === "lora" ? asText(training.alpha) : "",
      evals: asText(config.evals),
    },
  };
}

/**
 * What the form shows when it is opened for a dataset or an opened file, by its id: the draft with that data, unless it
 * was for it already.
 */
export function startingDraft(draft: Draft | null, dataId: string | null, files: readonly FileChoice[]): Draft {
  const there = (value: string) => (files.some((file) => file.value === value) ? value : "");
  const kept = draft ?? EMPTY_DRAFT;
  // A file that went meanwhile is chosen anew.
  const start = { ...kept, train: there(kept.train), validation: there(kept.validation) };
  if (dataId === null || draft?.origin === dataId) return start;
  const ofSet = files.filter((file) => file.datasetId === dataId || file.value === `source:${dataId}`);
  return {
    ...start,
    origin: dataId,
    train: ofSet.find((file) => file.role !== "validation")?.value ?? "",
    validation: ofSet.find((file) => file.role === "validation")?.value ?? "",
  };
}
