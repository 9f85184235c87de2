import { z } from "zod";
import { errorBodySchema } from "../errors.ts";
import { keyNameSchema } from "./keys.ts";
import { countSchema, operation, query, sourceSchema, timeSchema } from "./route.ts";
import { validationSchema } from "./training-data.ts";

export const jobProviderSchema = z.enum(["openai", "together", "practice"]);
export type JobProvider = z.infer<typeof jobProviderSchema>;

/** A job's life. The last three are final and never left. */
export const jobStatusSchema = z.enum([
  "pending",
  "preparing",
  "queued",
  "running",
  "paused",
  "completed",
  "failed",
  "cancelled",
]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

const autoOr = <T extends z.ZodType>(number: T) => z.union([z.literal("auto"), number]);
const positive = z.number().positive();
const whole = z.int().min(1);

/** Hyperparameters of OpenAI's supervised fine-tuning, within its published limits; `auto` lets the provider choose. */
export const openaiConfigSchema = z.strictObject({
  epochs: autoOr(whole.max(50)).default("auto"),
  batchSize: autoOr(whole.max(256)).default("auto"),
  learningRateMultiplier: autoOr(positive).default("auto"),
  suffix: z.string().min(1).max(64).nullable().default(null),
  seed: z.int().min(0).max(2_147_483_647).nullable().default(null),
});

/** Hyperparameters of Together AI's supervised fine-tuning; a rank or alpha of null is the provider's own. */
export const togetherConfigSchema = z.strictObject({
  epochs: whole.default(1),
  batchSize: z.union([z.literal("max"), whole]).default("max"),
  learningRate: positive.default(1e-5),
  training: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("lora"),
        rank: whole.nullable().default(null),
        alpha: whole.nullable().default(null),
      }),
      z.strictObject({ kind: z.literal("full") }),
    ])
    .prefault({ kind: "lora" }),
  evals: whole.nullable().default(null),
  suffix: z.string().min(1).max(40).nullable().default(null),
  seed: z.int().min(0).nullable().default(null),
});

export const jobConfigSchema = z.union([openaiConfigSchema, togetherConfigSchema]);
export type OpenAIConfig = z.infer<typeof openaiConfigSchema>;
export type TogetherConfig = z.infer<typeof togetherConfigSchema>;
export type JobConfig = z.infer<typeof jobConfigSchema>;

const newJobFields = {
  name: z.string().trim().min(1).max(200),
  model: z.string().trim().min(1),
  trainFile: sourceSchema,
  valFile: sourceSchema.nullable().default(null),
  key: keyNameSchema.nullable().default(null).describe("the provider's own key where it is null"),
};

/** A job to be saved as pending; what may be configured depends on the provider. */
export const newJobSchema = z.discriminatedUnion("provider", [
  z.strictObject({ provider: z.literal("openai"), ...newJobFields, config: openaiConfigSchema.prefault({}) }),
  z.strictObject({ provider: z.literal("together"), ...newJobFields, config: togetherConfigSchema.prefault({}) }),
  // A practice job takes what OpenAI's takes, and trains nothing.
  z.strictObject({ provider: z.literal("practice"), ...newJobFields, config: openaiConfigSchema.prefault({}) }),
]);

/**
 * A job as the ledger knows it; `detail` is what the provider says beyond the status, and `startedAt` when the provider
 * took it up, or before that when its submission began.
 */
export const jobSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  provider: jobProviderSchema,
  model: z.string(),
  status: jobStatusSchema,
  detail: z.string().nullable(),
  providerJobId: z.string().nullable(),
  fineTunedModel: z.string().nullable(),
  trainFile: z.string(),
  valFile: z.string().nullable(),
  dataset: z
    .strictObject({ id: z.string(), examples: countSchema })
    .nullable()
    .describe("the dataset that the training file belongs to, where it was made here"),
  progress: z
    .strictObject({ step: countSchema, totalSteps: countSchema.nullable() })
    .nullable()
    .describe("the newest step that was measured"),
  config: jobConfigSchema,
  key: z.string().nullable(),
  account: z.string().nullable().describe("whose the key is, as far as it was tested before the run"),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  lastSeenAt: timeSchema.nullable(),
  error: errorBodySchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobEventSchema = z.strictObject({
  id: z.string(),
  createdAt: timeSchema,
  level: z.enum(["info", "warning", "error"]),
  type: z.string(),
  message: z.string(),
});
export type JobEvent = z.infer<typeof jobEventSchema>;

/** Values measured at one training step; null where the provider gave none. */
export const jobMetricSchema = z.strictObject({
  step: countSchema,
  totalSteps: countSchema.nullable(),
  trainLoss: z.number().nullable(),
  validLoss: z.number().nullable(),
  trainAccuracy: z.number().nullable(),
  validAccuracy: z.number().nullable(),
});
export type JobMetric = z.infer<typeof jobMetricSchema>;

export const jobStatisticsSchema = z.strictObject({
  total: countSchema,
  byStatus: z.partialRecord(jobStatusSchema, countSchema),
  byProvider: z.partialRecord(jobProviderSchema, countSchema),
  successRate: z.number().nullable().describe("completed / (completed + failed); null before the first end"),
  medianSeconds: z.number().nullable().describe("from start to completion, of completed jobs"),
});

const jobId = z.strictObject({ id: z.string().min(1) });

export const jobRoutes = {
  "jobs.create": query(newJobSchema, jobSchema),
  "jobs.check": operation(jobId, z.strictObject({ job: jobSchema, check: validationSchema.nullable() })),
  "jobs.run": operation(
    jobId.extend({
      wait: z.boolean().default(false),
      budgetUsd: z.number().positive().nullable().default(null),
    }),
    jobSchema,
  ),
  "jobs.watch": operation(
    z.strictObject({ id: z.string().nullable().default(null) }),
    z.strictObject({ jobs: z.array(jobSchema) }),
  ),
  "jobs.refresh": operation(
    z.strictObject({ id: z.string().nullable().default(null) }),
    z.strictObject({
      looked: countSchema,
      unreachable: z.array(z.strictObject({ id: z.string(), error: errorBodySchema })),
    }),
  ),
  "jobs.list": query(
    z.strictObject({
      status: jobStatusSchema.nullable().default(null),
      provider: jobProviderSchema.nullable().default(null),
    }),
    z.strictObject({ jobs: z.array(jobSchema) }),
  ),
  "jobs.show": query(jobId, jobSchema),
  "jobs.events": query(jobId, z.strictObject({ events: z.array(jobEventSchema) })),
  "jobs.metrics": query(jobId, z.strictObject({ metrics: z.array(jobMetricSchema) })),
  "jobs.cancel": operation(jobId, jobSchema),
  "jobs.delete": query(jobId, z.strictObject({ id: z.string() })),
  "jobs.statistics": query(z.strictObject({}), jobStatisticsSchema),
};
