import type { Job, JobEvent, JobMetric } from "../../../shared/contract/jobs.ts";

type Seen = Pick<Job, "provider" | "status" | "progress" | "startedAt" | "lastSeenAt">;

/**
 * How long a running job still takes, in ms, at the pace of its steps so far; null where that cannot be told. A real
 * provider's start includes its queue, so the pace is taken between its first and its last measured step.
 */
export function timeLeft(job: Seen, metrics: readonly JobMetric[], events: readonly JobEvent[]): number | null {
  const { progress, lastSeenAt } = job;
  if (job.status !== "running" || progress === null || progress.totalSteps === null || lastSeenAt === null) return null;
  const left = progress.totalSteps - progress.step;
  const pace = paceOf(job, progress.step, lastSeenAt, metrics, events);
  return pace === null || left < 0 ? null : Math.round(left * pace);
}

/** Milliseconds a step. */
function paceOf(
  { provider, startedAt }: Seen,
  step: number,
  lastSeenAt: string,
  metrics: readonly JobMetric[],
  events: readonly JobEvent[],
): number | null {
  if (provider === "practice") {
    if (startedAt === null || step === 0) return null;
    return Math.max(0, Date.parse(lastSeenAt) - Date.parse(startedAt)) / step;
  }
  const times = events.filter(({ type }) => type === "metrics").map(({ createdAt }) => Date.parse(createdAt));
  const [first, last] = [metrics[0], metrics.at(-1)];
  if (times.length < 2 || first === undefined || last === undefined || last.step === first.step) return null;
  const took = Math.max(...times) - Math.min(...times);
  return took === 0 ? null : took / (last.step - first.step);
}
