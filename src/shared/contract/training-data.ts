import { z } from "zod";
import { countSchema, operation, query, sourceSchema, timeSchema } from "./route.ts";

/** Providers whose format rules training data can be held against. */
export const tuningProviderSchema = z.enum(["openai", "together"]);
export type TuningProvider = z.infer<typeof tuningProviderSchema>;

/** Where the system prompt of each example comes from. */
export const systemPromptChoiceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("keep") }),
  z.strictObject({ kind: z.literal("replace"), text: z.string().min(1) }),
  z.strictObject({ kind: z.literal("persona"), name: z.string().min(1) }),
  z.strictObject({ kind: z.literal("remove") }),
]);

/** How conversations become examples: the same recipe on the same sources gives the same bytes. */
export const recipeSchema = z.strictObject({
  maxConversations: countSchema
    .default(0)
    .describe("at most so many of those that the filters let through; 0 takes all"),
  systemPrompt: systemPromptChoiceSchema.default({ kind: "keep" }),
  whereModel: z.string().nullable().default(null),
  provider: tuningProviderSchema.nullable().default(null),
  trainOn: z.enum(["all", "last"]).default("all"),
  dropCut: z.boolean().default(false),
  keepDuplicates: z.boolean().default(false),
  validationFraction: z.number().gt(0).lt(1).nullable().default(null),
  seed: z.int().min(0).max(0xffff_ffff).default(0),
  countTokens: z.boolean().default(false),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** Why a conversation gave no example, or only a part of itself. */
export const SKIP_REASONS = [
  "no_reply",
  "empty_message",
  "api_error",
  "unknown_role",
  "cut_reply",
  "duplicate",
  "other_model",
  "not_taken_by_provider",
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export const datasetFileSchema = z.strictObject({
  path: z.string(),
  role: z.enum(["train", "validation"]),
  examples: countSchema,
  bytes: countSchema,
  sha256: z.string(),
  tokens: countSchema.nullable(),
});
export type DatasetFile = z.infer<typeof datasetFileSchema>;

/** What preparing did; `skipped` counts conversations that were left out, by reason. */
export const preparationSchema = z.strictObject({
  datasetId: z.string(),
  examples: countSchema,
  conversationsRead: countSchema,
  files: z.array(datasetFileSchema),
  skipped: z.array(z.strictObject({ reason: z.enum(SKIP_REASONS), count: countSchema })),
  shortened: z.array(z.strictObject({ reason: z.enum(SKIP_REASONS), count: countSchema })),
});
export type Preparation = z.infer<typeof preparationSchema>;

export const datasetSummarySchema = z.strictObject({
  id: z.string(),
  createdAt: timeSchema,
  examples: countSchema,
  files: z.array(datasetFileSchema),
});

/** A dataset as it was made: recipe, sources with their fingerprints, report and files. */
export const datasetSchema = datasetSummarySchema.extend({
  recipe: recipeSchema,
  sources: z.array(z.strictObject({ path: z.string(), bytes: countSchema, sha256: z.string() })),
  conversationsRead: countSchema,
  skipped: preparationSchema.shape.skipped,
  shortened: preparationSchema.shape.shortened,
});
export type Dataset = z.infer<typeof datasetSchema>;

/** What is wrong with one line of a training file, or, with line null, with the file. */
export const validationFindingSchema = z.strictObject({
  level: z.enum(["error", "warning"]),
  code: z.string(),
  line: z.int().min(1).nullable(),
  message: z.string(),
});
export type ValidationFinding = z.infer<typeof validationFindingSchema>;

/** A price made from a dated table, never from the provider's own answer; `note` says what was assumed. */
export const estimateSchema = z.strictObject({
  usd: z.number(),
  usdPerMillionTokens: z.number(),
  epochs: z.number(),
  asOf: z.string(),
  note: z.string(),
});

/** What was found in a training file; `tokens` are those of the training file alone, by OpenAI's tokenizer. */
export const validationSchema = z.strictObject({
  ok: z.boolean(),
  examples: countSchema,
  findings: z.array(validationFindingSchema),
  tokens: z.strictObject({ total: countSchema, max: countSchema }),
  estimate: estimateSchema.nullable(),
});
export type Validation = z.infer<typeof validationSchema>;

export const trainingDataRoutes = {
  "trainingData.prepare": operation(
    z.strictObject({
      sources: z.array(sourceSchema).min(1),
      out: z.strictObject({ path: z.string().min(1) }),
      validationOut: z
        .strictObject({ path: z.string().min(1) })
        .nullable()
        .default(null),
      recipe: recipeSchema,
    }),
    preparationSchema,
  ),
  "trainingData.validate": operation(
    z.strictObject({
      file: sourceSchema,
      validationFile: sourceSchema.nullable().default(null),
      provider: tuningProviderSchema,
      model: z.string().nullable().default(null),
    }),
    validationSchema,
  ),
  "datasets.list": query(z.strictObject({}), z.strictObject({ datasets: z.array(datasetSummarySchema) })),
  "datasets.show": query(z.strictObject({ id: z.string() }), datasetSchema),
};
