import { z } from "zod";
import type { OpenAIConfig } from "../../../shared/contract/jobs.ts";
import type { ErrorBody } from "../../../shared/errors.ts";
import type { JobSpec, ProviderJob } from "../provider.ts";
import type { Scrub } from "../scrub.ts";
import { fromUnix } from "../times.ts";

/** The key under which a job carries our own id. */
export const JOB_TAG = "tunewright_job";

export const jobSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  created_at: z.number(),
  finished_at: z.number().nullish(),
  estimated_finish: z.number().nullish(),
  fine_tuned_model: z.string().nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
  result_files: z.array(z.string()).nullish(),
});
export type OpenAIJob = z.output<typeof jobSchema>;

/** The body that creates a supervised job, tagged with our id. */
export function creationBody({ localId, model, trainFileId, valFileId }: JobSpec, config: OpenAIConfig) {
  return {
    model,
    training_file: trainFileId,
    ...(valFileId === null ? {} : { validation_file: valFileId }),
    ...(config.suffix === null ? {} : { suffix: config.suffix }),
    ...(config.seed === null ? {} : { seed: config.seed }),
    metadata: { [JOB_TAG]: localId },
    method: {
      type: "supervised" as const,
      supervised: {
        hyperparameters: {
          n_epochs: config.epochs,
          batch_size: config.batchSize,
          learning_rate_multiplier: config.learningRateMultiplier,
        },
      },
    },
  };
}

/** OpenAI's description in the ledger's terms: a status we do not know counts as still running. */
export function toProviderJob(job: OpenAIJob, scrub: Scrub): ProviderJob {
  const { status, detail } = readStatus(job);
  return {
    id: job.id,
    status,
    detail: detail === null ? null : scrub(detail),
    fineTunedModel: job.fine_tuned_model ?? null,
    startedAt: status === "queued" ? null : fromUnix(job.created_at),
    finishedAt: typeof job.finished_at === "number" ? fromUnix(job.finished_at) : null,
    error: status === "failed" ? readError(job, scrub) : null,
  };
}

function readStatus(job: OpenAIJob): { status: ProviderJob["status"]; detail: string | null } {
  switch (job.status) {
    case "validating_files":
      return { status: "queued", detail: "validating files" };
    case "queued":
      return { status: "queued", detail: null };
    case "running":
      return { status: "running", detail: finishEstimate(job) };
    case "paused":
      return { status: "paused", detail: null };
    case "succeeded":
      return { status: "completed", detail: null };
    case "failed":
      return { status: "failed", detail: null };
    case "cancelled":
      return { status: "cancelled", detail: null };
    default:
      return { status: "running", detail: job.status };
  }
}

function finishEstimate({ estimated_finish }: OpenAIJob): string | null {
  return typeof estimated_finish === "number" && Number.isFinite(fromUnix(estimated_finish))
    ? `expected to finish at ${new Date(fromUnix(estimated_finish)).toISOString()}`
    : null;
}

function readError({ error }: OpenAIJob, scrub: Scrub): ErrorBody {
  const code = error?.code ?? "";
  const words = scrub(error?.message ?? "");
  return {
    code: /file/.test(code) ? "invalid_file" : /quota|billing/.test(code) ? "quota" : "provider_error",
    message: words === "" ? "OpenAI says that the job failed, and not why." : `OpenAI ended the job: ${words}`,
    ...(code === "" ? {} : { detail: { providerCode: scrub(code) } }),
  };
}
