import { type JobStatus, jobStatusSchema } from "./contract/jobs.ts";

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
