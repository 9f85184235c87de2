import { AppError } from "../../shared/errors.ts";
import type { ProviderJob } from "../providers/provider.ts";
import type { JobChange, JobRow } from "./job-store.ts";
import { nextLookDelay } from "./lifecycle.ts";
import { isFinal } from "../../shared/job-life.ts";

const CLOCKS_MAY_DIFFER_MS = 10 * 60_000;

/** A job is gone on with only at the server that it was begun at. */
export function assertSameOrigin(job: JobRow, origin: string): void {
  if (job.origin === null || job.origin === origin || job.status === "pending") return;
  throw new AppError("wrong_account", `Job ${job.id} lives at ${job.origin}, but calls now go to ${origin}.`, {
    hint: `Set ${job.provider.toUpperCase()}_BASE_URL back to where the job was made.`,
  });
}

/** What one look at the provider changes in our record. */
export function seenChange(job: JobRow, seen: ProviderJob, now: number): JobChange {
  const final = isFinal(seen.status);
  const since = now - (job.create_attempted_at ?? job.created_at);
  const startedAt = believable(job, seen.startedAt) ?? job.started_at;
  const finishedAt = believable(job, seen.finishedAt) ?? now;
  return {
    status: seen.status,
    detail: seen.detail,
    fine_tuned_model: seen.fineTunedModel ?? job.fine_tuned_model,
    error_json: seen.error === null ? null : JSON.stringify(seen.error),
    started_at: startedAt,
    finished_at: final ? Math.max(finishedAt, startedAt ?? finishedAt) : null,
    last_seen_at: now,
    next_look_at: final ? null : now + nextLookDelay(since),
  };
}

/** A provider's time, or null where its clock cannot be right: nothing of a job happens long before it was made. */
function believable(job: JobRow, time: number | null): number | null {
  return time === null || time < job.created_at - CLOCKS_MAY_DIFFER_MS ? null : time;
}
