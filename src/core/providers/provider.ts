import type { JobConfig, JobEvent, JobMetric, JobStatus } from "../../shared/contract/jobs.ts";
import type { Model, ProviderId, Usage } from "../../shared/contract/models.ts";
import type { ErrorBody } from "../../shared/errors.ts";

/** How long the call that creates a job may take: the look-up after a lost reply waits for it, in milliseconds. */
export const CREATE_JOB_TIMEOUT_MS = 60_000;

/** What an adapter needs to reach its provider. */
export interface ProviderAccess {
  apiKey: string;
  baseUrl: string;
  /** How long one call, or a pause within a streamed reply, may take; the adapter's own limits where it is absent. */
  timeoutMs?: number;
  /** How often a call that costs nothing is tried again; 2 where it is absent. */
  retries?: number;
}

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface ChatRequest {
  /** The name as the provider takes it, already routed. */
  model: string;
  messages: ChatMessage[];
}

/** A piece of a streamed reply; the last piece carries the finish reason and usage where the provider gives them. */
export interface ChatChunk {
  text: string;
  finishReason: string | null;
  usage: Usage | null;
}

/** A training or validation file on this machine. */
export interface LocalFile {
  path: string;
  bytes: number;
  sha256: string;
  purpose: "train" | "validation";
}

/** A file at the provider: only `ready` ones may be trained on. */
export interface ProviderFile {
  id: string;
  state: "processing" | "ready" | "refused";
  reason: string | null;
}

/** What a job is created from; `localId` is our own id, by which the job is found again. */
export interface JobSpec {
  localId: string;
  model: string;
  trainFileId: string;
  valFileId: string | null;
  config: JobConfig;
}

/** A job as its provider describes it, in the ledger's terms. Times are UTC milliseconds. */
export interface ProviderJob {
  id: string;
  status: Exclude<JobStatus, "pending" | "preparing">;
  /** What the provider says beyond the status, such as a stage or the time left. */
  detail: string | null;
  fineTunedModel: string | null;
  /** When training began; where the provider does not say, when it took the job. */
  startedAt: number | null;
  finishedAt: number | null;
  error: ErrorBody | null;
}

/** Running fine-tuning jobs. Every method throws AppError and ends early, with `cancelled`, when the signal aborts. */
export interface Tuning {
  /** Uploads under the bare file name; retried, since a second copy costs nothing. */
  uploadFile(file: LocalFile, signal: AbortSignal): Promise<ProviderFile>;
  retrieveFile(id: string, signal: AbortSignal): Promise<ProviderFile>;
  /** The one call that spends money: never retried. An error leaves the outcome unknown unless `isDefiniteRefusal` says so. */
  createJob(spec: JobSpec, signal: AbortSignal): Promise<ProviderJob>;
  /** The job made from this spec, if the provider has one: the look-up after a lost reply. */
  findJob(spec: JobSpec, signal: AbortSignal): Promise<ProviderJob | null>;
  retrieveJob(id: string, signal: AbortSignal): Promise<ProviderJob>;
  listJobs(signal: AbortSignal): Promise<ProviderJob[]>;
  cancelJob(id: string, signal: AbortSignal): Promise<ProviderJob>;
  /** All events, oldest first. */
  listEvents(id: string, signal: AbortSignal): Promise<JobEvent[]>;
  /** One entry a step, in order of steps. */
  listMetrics(id: string, signal: AbortSignal): Promise<JobMetric[]>;
}

/** One provider; what it cannot do is absent. */
export interface Provider {
  readonly id: ProviderId;
  listModels(signal: AbortSignal): Promise<Model[]>;
  /** Who the key belongs to, as the provider names it, or null where it does not say; a refused key throws `wrong_key`. */
  account(signal: AbortSignal): Promise<string | null>;
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatChunk>;
  readonly tuning?: Tuning;
}
