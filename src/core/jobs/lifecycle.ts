import type { ErrorCode } from "../../shared/errors.ts";

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

/** Whether a job is to be looked at now; a look put off further than ever is due, since the clock was set back. */
export function isDue(nextLookAt: number | null, now: number): boolean {
  return nextLookAt === null || nextLookAt <= now || nextLookAt > now + LAST_LOOK_MS;
}

/** How long to wait before the next look, in ms, from how long ago the job was submitted: ever more slowly. */
export function nextLookDelay(sinceSubmissionMs: number): number {
  return Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, Math.round(sinceSubmissionMs / 4)));
}
