import { z } from "zod";
import { type Recipe, recipeSchema } from "../../../shared/contract/training-data.ts";

/** Training data that is being put together, kept until it is written. Prompts may still be empty. */
export const draftSchema = z.object({
  name: z.string(),
  sourceIds: z.array(z.string()),
  recipe: recipeSchema.extend({
    systemPrompt: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("keep") }),
      z.object({ kind: z.literal("replace"), text: z.string() }),
      z.object({ kind: z.literal("persona"), name: z.string() }),
      z.object({ kind: z.literal("remove") }),
    ]),
  }),
});
export type Draft = z.infer<typeof draftSchema>;

/** Where one begins: a tenth held back, everything else as `prepare` has it. */
export const EMPTY_DRAFT: Draft = {
  name: "",
  sourceIds: [],
  recipe: { ...recipeSchema.parse({}), validationFraction: 0.1, seed: 1 },
};

/** The recipe of a draft, or what is still missing of it. */
export function readyRecipe(draft: Draft): { recipe: Recipe } | { obstacle: string } {
  const { systemPrompt } = draft.recipe;
  if (draft.sourceIds.length === 0) return { obstacle: "Choose a source first." };
  if (systemPrompt.kind === "replace" && systemPrompt.text.trim() === "") {
    return { obstacle: "Write the system prompt, or keep the conversations' own." };
  }
  if (systemPrompt.kind === "persona" && systemPrompt.name === "") return { obstacle: "Choose a persona." };
  const parsed = recipeSchema.safeParse(draft.recipe);
  return parsed.success
    ? { recipe: parsed.data }
    : { obstacle: parsed.error.issues[0]?.message ?? "The recipe is not valid." };
}
