import { z } from "zod";
import { type PaneChoice, paneChoiceSchema } from "../../../shared/contract/chat.ts";
import type { Model } from "../../../shared/contract/models.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import type { SuggestionGroup } from "../../ui/suggest.tsx";

/** What a new chat is going to be, kept while it is not sent: panes may still lack their model. */
export const draftSchema = z.object({
  panes: z
    .array(paneChoiceSchema.extend({ model: z.string() }))
    .min(1)
    .max(2),
});

export const EMPTY_PANE: PaneChoice = { model: "", systemPrompt: null, persona: null };

/** Models as suggestions: those that were tuned first, then the others by provider. */
export function modelGroups(models: readonly Model[]): SuggestionGroup[] {
  const tuned = models.filter((model) => model.tuned);
  const providers = [...new Set(models.map((model) => model.provider))];
  const note = (model: Model) => (model.shutdownDate === null ? {} : { note: `until ${model.shutdownDate}` });
  return [
    { label: "Tuned", items: tuned.map((model) => ({ value: model.id, note: PROVIDER_NAMES[model.provider] })) },
    ...providers.map((provider) => ({
      label: provider === "practice" ? "Practice: answers from training examples" : PROVIDER_NAMES[provider],
      items: models
        .filter((model) => model.provider === provider && !model.tuned)
        .map((model) => ({ value: model.id, ...note(model) })),
    })),
  ];
}

/** The last part of a model's name, which tells models apart where there is little room. */
export function shortModel(model: string): string {
  if (model.startsWith("ft:")) {
    const [, base, , suffix] = model.split(":");
    return suffix === undefined || suffix === "" ? `ft:${base ?? ""}` : suffix;
  }
  return model.split("/").at(-1) ?? model;
}
