import { useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { type FileChoice, fileChoices } from "./file-choices.ts";
import { type Draft, draftSchema } from "./form-values.ts";

const storedSchema = draftSchema.nullable();

/** The new job that is being typed, or null; it survives a reload. */
export function useDraft(): [Draft | null, (draft: Draft | null) => void] {
  return useSetting("draft.job", storedSchema, null);
}

/** The files that can be chosen for a job; undefined until they are known. */
export function useFileChoices(): { files: FileChoice[] | undefined; error: Error | null } {
  const datasets = useRoute("datasets.list", {});
  const sources = useRoute("sources.list", {});
  const isKnown = datasets.data !== undefined && sources.data !== undefined;
  return {
    files: isKnown ? fileChoices(datasets.data.datasets, sources.data.sources) : undefined,
    error: datasets.error ?? sources.error,
  };
}
