import type { Job } from "../../../shared/contract/jobs.ts";
import { TUNABLE_MODELS } from "../../../shared/tunable-models.ts";

const DAY_MS = 86_400_000;
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** When a tuned model stops answering together with its base, and in how many days; null where nothing is known. */
export function shutdownOf(
  { provider, model, fineTunedModel }: Pick<Job, "provider" | "model" | "fineTunedModel">,
  now = Date.now(),
): { date: string; days: number } | null {
  const base = TUNABLE_MODELS.find((known) => known.provider === provider && known.id === model);
  if (fineTunedModel === null || base === undefined || base.shutdownDate === null) return null;
  const days = Math.ceil((Date.parse(base.shutdownDate) - now) / DAY_MS);
  return { date: day.format(new Date(base.shutdownDate)), days: Math.max(0, days) };
}
