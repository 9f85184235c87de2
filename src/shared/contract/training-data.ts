import { z } from "zod";
import { countSchema, fileRoleSchema, operation, query, sourceSchema, timeSchema } from "./route.ts";

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
  onlyConversations: z
    .array(z.string())
    .min(1)
    .nullable()
    .default(null)
    .describe("the ids of those to be used; null takes all"),
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
  "not_chosen",
  "not_taken_by_provider",
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export const datasetFileSchema = z.strictObject({
  path: z.string(),
  role: fileRoleSchema,
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

/** Where training files are written: the command line names a path, a screen only the name of a set in the data folder. */
export const trainingTargetSchema = z.union([
  z.strictObject({ path: z.string().min(1) }),
  z.strictObject({
    name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u, {
      error:
        "a name begins with a letter or digit and has at most 80 letters, digits, spaces, dots, dashes and underscores",
    }),
  }),
]);

/** A part of the preview that is looked at: all examples, or what was left out for a reason (null is any). */
export const previewViewSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("examples") }),
  z.strictObject({ kind: z.literal("shortened") }),
  z.strictObject({ kind: z.literal("left_out"), reason: z.enum(SKIP_REASONS).nullable().default(null) }),
]);
export type PreviewView = z.infer<typeof previewViewSchema>;

/**
 * One conversation as the recipe sees it. `isTrained` says that a message would be learned; a long text is cut. An
 * example ends with a reply that is learned: of one that was shortened, what follows that reply is what was cut off.
 */
export const previewItemSchema = z.strictObject({
  conversationId: z.string(),
  source: countSchema.describe("the position of its source, from 0"),
  side: fileRoleSchema.nullable().describe("null where it is left out"),
  reason: z.enum(SKIP_REASONS).nullable().describe("why it is left out, or was shortened"),
  messages: z.array(
    z.strictObject({ role: z.string(), content: z.string(), isTrained: z.boolean(), isCut: z.boolean() }),
  ),
  omitted: countSchema.describe("how many more messages there are, of one too long to be shown whole"),
});
export type PreviewItem = z.infer<typeof previewItemSchema>;

/** What a recipe would make of its sources, without a file being written. */
export const previewSchema = preparationSchema
  .pick({ examples: true, conversationsRead: true, skipped: true, shortened: true })
  .extend({
    train: countSchema,
    validation: countSchema,
    total: countSchema.describe("how many conversations the view has"),
    items: z.array(previewItemSchema),
  });
export type Preview = z.infer<typeof previewSchema>;

export const trainingDataRoutes = {
  "trainingData.preview": operation(
    z.strictObject({
      sources: z.array(sourceSchema).min(1),
      recipe: recipeSchema,
      view: previewViewSchema.prefault({ kind: "examples" }),
      offset: countSchema.default(0),
      limit: z.int().min(1).max(200).default(50),
    }),
    previewSchema,
  ),
  "trainingData.prepare": operation(
    z.strictObject({
      sources: z.array(sourceSchema).min(1),
      out: trainingTargetSchema,
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
