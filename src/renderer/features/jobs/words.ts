import type { Job, JobConfig, JobProvider } from "../../../shared/contract/jobs.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { counted, formatCount } from "../../ui/format.ts";

/** A provider's name at the beginning of something. */
export function providerLabel(provider: JobProvider): string {
  return provider === "practice" ? "Practice" : PROVIDER_NAMES[provider];
}

/** One setting of a job as it is shown. */
export interface SettingRow {
  name: string;
  value: string;
}

/** What a row of the list says below the name: why the job failed, or else what it learns from. */
export function describeInRow(job: Job): string {
  const parts: string[] = [providerLabel(job.provider), job.model];
  if (job.status === "failed" && job.error !== null) parts.push(job.error.message);
  else if (job.dataset !== null) parts.push(counted(job.dataset.examples, "example"));
  return parts.join(" · ");
}

/** Whether a job is meant by what was typed: each word has to stand in its name, model, data, provider or id. */
export function isMeantBy(text: string, job: Job): boolean {
  const fields = [job.id, job.name, job.model, job.fineTunedModel, job.trainFile, PROVIDER_NAMES[job.provider]];
  const searched = fields.join("\n").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

const number = (value: number) => (value < 0.001 ? value.toExponential().replace("e-", "e−") : formatCount(value));

function settingValue(value: string | number | null, whenNull: string): string {
  if (value === null) return whenNull;
  return typeof value === "number" ? number(value) : value;
}

/** The settings of a job as a table; what was left to the provider says so. */
export function describeConfig(config: JobConfig): SettingRow[] {
  const row = (name: string, value: string | number | null, whenNull = "the provider's own"): SettingRow => ({
    name,
    value: settingValue(value, whenNull),
  });
  const own =
    "training" in config
      ? [
          row("Learning rate", config.learningRate),
          ...(config.training.kind === "full"
            ? [row("Training", "all weights")]
            : [
                row("Training", "LoRA"),
                row("LoRA rank", config.training.rank),
                row("LoRA alpha", config.training.alpha),
              ]),
          row("Evaluations", config.evals, "once an epoch, with a validation file"),
        ]
      : [row("Learning rate multiplier", config.learningRateMultiplier)];
  return [
    row("Epochs", config.epochs),
    row("Batch size", config.batchSize),
    ...own,
    row("Suffix", config.suffix, "none"),
    // A seed is a name and not an amount: it has no thousands separators.
    row("Seed", config.seed === null ? null : String(config.seed), "any"),
  ];
}
