import { z } from "zod";
import { previewViewSchema, recipeSchema, tuningProviderSchema } from "../shared/contract/training-data.ts";
import type { TaskName, Tasks } from "../core/tasks/contract.ts";

const path = z.string().min(1);

const resolvedRecipe = recipeSchema.extend({
  systemPrompt: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("keep") }),
    z.strictObject({ kind: z.literal("replace"), text: z.string() }),
    z.strictObject({ kind: z.literal("remove") }),
  ]),
});

const inputs = {
  inspect: z.strictObject({ path }),
  list: z.strictObject({
    path,
    search: z.string().optional(),
    model: z.string().nullable().optional(),
    systemPromptName: z.string().nullable().optional(),
    limit: z.int().min(1),
    offset: z.int().min(0),
  }),
  show: z.strictObject({ path, id: z.string() }),
  prepare: z.strictObject({
    sources: z.array(path),
    out: path,
    validationOut: path.nullable(),
    recipe: resolvedRecipe,
    partialSuffix: z.string(),
  }),
  preview: z.strictObject({
    sources: z.array(path),
    recipe: resolvedRecipe,
    view: previewViewSchema,
    offset: z.int().min(0),
    limit: z.int().min(1),
  }),
  validate: z.strictObject({
    path,
    validationPath: path.nullable(),
    provider: tuningProviderSchema,
    model: z.string().nullable(),
    epochs: z.int().min(1).optional(),
  }),
} satisfies { [T in TaskName]: z.ZodType<Tasks[T]["input"]> };

/** A request as it arrives from the parent process. */
export const requestSchema = z.discriminatedUnion("task", [
  z.object({ id: z.int(), task: z.literal("inspect"), input: inputs.inspect }),
  z.object({ id: z.int(), task: z.literal("list"), input: inputs.list }),
  z.object({ id: z.int(), task: z.literal("show"), input: inputs.show }),
  z.object({ id: z.int(), task: z.literal("prepare"), input: inputs.prepare }),
  z.object({ id: z.int(), task: z.literal("preview"), input: inputs.preview }),
  z.object({ id: z.int(), task: z.literal("validate"), input: inputs.validate }),
]);
export type Request = z.infer<typeof requestSchema>;
