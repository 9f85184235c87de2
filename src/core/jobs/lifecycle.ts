import { type JobStatus, jobStatusSchema } from "../../shared/contract/jobs.ts";
import type { ErrorCode } from "../../shared/errors.ts";

const NEXT: Record<JobStatus, readonly JobStatus[]> = {
  pending: ["preparing", "cancelled"],
  preparing: ["pending", "queued", "running", "paused", "completed", "failed", "cancelled"],
  queued: ["running", "paused", "completed", "failed", "cancelled"],
  running: ["queued", "paused", "completed", "failed", "cancelled"],
  paused: ["queued", "running", "completed", "failed", "cancelled"],
  completed: [],
  failed: [],
  cancelled: [],
};

/** Whether a job in this status has ended: it will never leave it. */
export function isFinal(status: JobStatus): boolean {
  return NEXT[status].length === 0;
}

/** Every status of a job whose submission has begun and which has not ended: it may be running at its provider. */
export const UNDER_WAY: readonly JobStatus[] = jobStatusSchema.options.filter(
  (status) => status !== "pending" && !isFinal(status),
);

/** Whether a job may go from one status to another; staying is always allowed. */
export function mayBecome(from: JobStatus, to: JobStatus): boolean {
  return from === to || NEXT[from].includes(to);
}

/**
 * What becomes of a job whose submission ended with an error before the provider had made it:
 * `preparing` where trying again can help, `pending` where its owner has to change something outside of it first,
 * `failed` where the job itself can never be taken.
 */
export function afterFailedSubmission(code: ErrorCode): "preparing" | "pending" | "failed" {
  switch (code) {
    case "no_network":
    case "timeout":
    case "provider_error":
    case "busy":
    case "cancelled":
    case "outcome_unknown":
    case "internal":
      return "preparing";
    case "invalid_file":
    case "refused":
    case "unknown_model":
    case "invalid_input":
      return "failed";
    default:
      return "pending";
  }
}

/** Whether looking again later can help: the provider could not be reached or was not well. */
export function isPassing(code: ErrorCode): boolean {
  return ["no_network", "timeout", "provider_error", "rate_limited", "busy"].includes(code);
}

/** How long to wait, in ms, before asking again whether another process is done with a job. */
export const OTHERS_AT_IT_MS = 250;

const FIRST_LOOK_MS = 1_000;
const LAST_LOOK_MS = 60_000;

/** How long to wait before the next look, in ms, from how long ago the job was submitted: ever more slowly. */
export function nextLookDelay(sinceSubmissionMs: number): number {
  return Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, Math.round(sinceSubmissionMs / 4)));
}
