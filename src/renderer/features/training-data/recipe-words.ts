import type { Recipe } from "../../../shared/contract/training-data.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { counted, formatCount } from "../../ui/format.ts";

const LONGEST_PROMPT = 120;

function promptWords(choice: Recipe["systemPrompt"]): string {
  switch (choice.kind) {
    case "keep":
      return "System prompts are kept as they are";
    case "remove":
      return "System prompts are removed";
    case "persona":
      return `The system prompt is that of ${choice.name}`;
    case "replace": {
      const text = choice.text.replaceAll(/\s+/g, " ");
      return `The system prompt is “${text.length > LONGEST_PROMPT ? `${text.slice(0, LONGEST_PROMPT)}…` : text}”`;
    }
    default:
      return choice satisfies never;
  }
}

/** A recipe as sentences, one a step; what is left as it is by default goes without saying. */
export function describeRecipe(recipe: Recipe): string[] {
  const { validationFraction, seed } = recipe;
  const lines = [
    recipe.onlyConversations === null
      ? null
      : `Only ${counted(recipe.onlyConversations.length, "chosen conversation")}`,
    recipe.whereModel === null ? null : `Only conversations of ${recipe.whereModel}`,
    recipe.maxConversations === 0 ? null : `At most ${counted(recipe.maxConversations, "conversation")}`,
    recipe.dropCut ? "Conversations whose last reply is cut off are left out" : null,
    recipe.keepDuplicates ? "Repeated conversations are kept" : "Of repeated conversations the first is kept",
    recipe.provider === null ? null : `What ${PROVIDER_NAMES[recipe.provider]} would refuse is left out`,
    promptWords(recipe.systemPrompt),
    recipe.trainOn === "all" ? "Every reply is trained on" : "Only the last reply of each conversation is trained on",
    validationFraction === null
      ? "Nothing is held back for validation"
      : `${Math.round(validationFraction * 1000) / 10}% are held back for validation, by what conversations open with, seed ${formatCount(seed)}`,
  ];
  return lines.filter((line) => line !== null);
}
