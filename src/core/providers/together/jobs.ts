import type Together from "together-ai";
import { z } from "zod";
import type { TogetherConfig } from "../../../shared/contract/jobs.ts";
import { shortId } from "../job-names.ts";
import type { JobSpec, ProviderJob } from "../provider.ts";
import type { Scrub } from "../scrub.ts";
import { fromIso } from "../times.ts";

const LONGEST_SUFFIX = 64;

export const eventSchema = z.object({
  created_at: z.string(),
  message: z.string().nullish(),
  type: z.string().nullish(),
  level: z.string().nullish(),
  step: z.number().nullish().catch(null),
});
export type TogetherEvent = z.output<typeof eventSchema>;

export const jobSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  created_at: z.string().nullish(),
  started_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  training_file: z.string().nullish(),
  suffix: z.string().nullish(),
  model_output_name: z.string().nullish(),
  queue_depth: z.number().nullish().catch(null),
  progress: z.object({ estimate_available: z.boolean(), seconds_remaining: z.number() }).nullish().catch(null),
  events: z.array(eventSchema).nullish().catch(null),
});
export type TogetherJob = z.output<typeof jobSchema>;

/** The suffix a job is created with: the user's own, cut to fit, and the ending by which the job is found again. */
export function jobSuffix({ localId }: JobSpec, userSuffix: string | null): string {
  const ending = `-${shortId(localId)}`;
  return (userSuffix ?? "tunewright").slice(0, LONGEST_SUFFIX - ending.length) + ending;
}

/** The body that creates a supervised job. A validation file is ignored by the provider unless evaluations are asked for. */
export function creationBody(spec: JobSpec, config: TogetherConfig): Together.FineTuningCreateParams {
  const trainingType = readTrainingType(config.training);
  return {
    model: spec.model,
    training_file: spec.trainFileId,
    ...(spec.valFileId === null
      ? {}
      : { validation_file: spec.valFileId, n_evals: config.evals ?? Math.max(1, config.epochs) }),
    n_epochs: config.epochs,
    batch_size: config.batchSize,
    learning_rate: config.learningRate,
    suffix: jobSuffix(spec, config.suffix),
    ...(config.seed === null ? {} : { random_seed: config.seed }),
    training_method: { method: "sft", train_on_inputs: false },
    ...(trainingType === null ? {} : { training_type: trainingType }),
  };
}

/** True where the job was made from this spec: the file alone is shared by copies, the suffix by nothing of ours. */
export function isMadeFrom(job: TogetherJob, spec: JobSpec, userSuffix: string | null): boolean {
  const suffix = jobSuffix(spec, userSuffix);
  if (job.training_file !== spec.trainFileId) return false;
  return typeof job.suffix === "string"
    ? job.suffix === suffix
    : (job.model_output_name ?? "").toLowerCase().includes(`-${suffix.toLowerCase()}`);
}

/** Together's description in the ledger's terms: a status we do not know counts as still running. */
export function toProviderJob(job: TogetherJob, scrub: Scrub): ProviderJob {
  const { status, detail } = readStatus(job);
  const ended = status === "completed" || status === "failed" || status === "cancelled";
  return {
    id: job.id,
    status,
    detail: detail === null ? null : scrub(detail),
    fineTunedModel: status === "completed" ? (job.model_output_name ?? null) : null,
    startedAt: status === "queued" ? null : (fromIso(job.started_at) ?? fromIso(job.created_at)),
    finishedAt: ended ? fromIso(job.updated_at) : null,
    error: status === "failed" ? readError(job.events ?? [], scrub) : null,
  };
}

/** Why a job failed, from its last event that says so. */
export function readError(events: TogetherEvent[], scrub: Scrub): ProviderJob["error"] {
  const last = events.findLast(({ type }) => type === "job_error") ?? events.findLast(isErrorEvent);
  const words = scrub(last?.message ?? "");
  return {
    code: events.some(({ type }) => type === "billing_limit") ? "quota" : "provider_error",
    message:
      words === "" ? "Together AI says that the job failed, and not why." : `Together AI ended the job: ${words}`,
  };
}

function isErrorEvent({ level }: TogetherEvent): boolean {
  return level === "error" || level === "legacy_ierror";
}

/** Rank and alpha are only sent together: with neither set, the provider's own LoRA is left to be its default. */
function readTrainingType(
  training: TogetherConfig["training"],
): NonNullable<Together.FineTuningCreateParams["training_type"]> | null {
  if (training.kind === "full") return { type: "Full" };
  const { rank, alpha } = training;
  if (rank === null && alpha === null) return null;
  const lora_r = rank ?? Math.max(1, Math.round((alpha ?? 2) / 2));
  return { type: "Lora", lora_r, lora_alpha: alpha ?? lora_r * 2 };
}

function readStatus(job: TogetherJob): { status: ProviderJob["status"]; detail: string | null } {
  switch (job.status) {
    case "pending":
    case "queued":
      return { status: "queued", detail: ahead(job) };
    case "running":
      return { status: "running", detail: timeLeft(job) };
    case "cancel_requested":
      return { status: "running", detail: "cancel requested" };
    case "completed":
      return { status: "completed", detail: null };
    case "error":
      return { status: "failed", detail: null };
    case "cancelled":
      return { status: "cancelled", detail: null };
    default:
      return { status: "running", detail: job.status };
  }
}

function ahead({ queue_depth }: TogetherJob): string | null {
  return typeof queue_depth === "number" && queue_depth > 0 ? `${queue_depth} ahead in the queue` : null;
}

function timeLeft({ progress }: TogetherJob): string | null {
  return progress?.estimate_available === true ? `about ${Math.round(progress.seconds_remaining)} s left` : null;
}
