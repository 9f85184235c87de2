import { z } from "zod";
import type { JobEvent, JobMetric } from "../../../shared/contract/jobs.ts";
import type { ProviderJob } from "../provider.ts";

/** All that is kept of a rehearsed job; everything else follows from it and the time. Times are UTC milliseconds. */
export const recordSchema = z.strictObject({
  id: z.string(),
  localId: z.string(),
  base: z.string(),
  model: z.string(),
  trainFileId: z.string(),
  createdAt: z.number(),
  cancelledAt: z.number().nullable(),
  seconds: z.number().min(0),
  seed: z.int().min(0),
  steps: z.int().min(1),
  validated: z.boolean(),
  examples: z.int().min(0),
  problem: z.string().nullable(),
});
export type PracticeRecord = z.infer<typeof recordSchema>;

/** Where the stages begin, as a share of the whole time. */
const QUEUED_FROM = 0.1;
const RUNNING_FROM = 0.2;
const MARKS = [0.25, 0.5, 0.75];

/** The job as it stands at that moment. */
export function stateAt(record: PracticeRecord, now: number): ProviderJob {
  const moment = Math.min(now, record.cancelledAt ?? now);
  const progress = progressAt(record, moment);
  const failed = record.problem !== null && progress >= QUEUED_FROM;
  const cancelled = !failed && record.cancelledAt !== null && progress < 1;
  const status = failed
    ? "failed"
    : cancelled
      ? "cancelled"
      : progress >= 1
        ? "completed"
        : progress >= RUNNING_FROM
          ? "running"
          : "queued";
  const begun = !failed && progress >= RUNNING_FROM;
  return {
    id: record.id,
    status,
    detail: detailOf(record, status, progress),
    fineTunedModel: status === "completed" ? record.model : null,
    startedAt: begun ? timeOf(record, RUNNING_FROM) : null,
    finishedAt: finishOf(record, status),
    error:
      failed && record.problem !== null
        ? { code: "invalid_file", message: record.problem, hint: "Correct that line and create the job again." }
        : null,
  };
}

/** What has happened up to that moment, oldest first. */
export function eventsAt(record: PracticeRecord, now: number): JobEvent[] {
  const state = stateAt(record, now);
  const moment = Math.min(now, record.cancelledAt ?? now);
  const event = (type: string, share: number, message: string, level: JobEvent["level"] = "info") => ({
    share,
    event: {
      id: `${record.id}-${type}`,
      createdAt: iso(timeOf(record, share)),
      level,
      type,
      message: `practice: ${message}`,
    },
  });
  if (record.problem !== null) {
    const all = [event("created", 0, "job taken"), event("failed", QUEUED_FROM, record.problem, "error")];
    return all.filter(({ share }) => timeOf(record, share) <= now).map((entry) => entry.event);
  }
  const course = [
    event("created", 0, "job taken, looking at the training file"),
    event("validated", QUEUED_FROM, `${record.examples} examples found`),
    event("started", RUNNING_FROM, `rehearsing ${record.steps} steps`),
    ...MARKS.map((mark) => {
      const step = Math.max(1, Math.round(record.steps * mark));
      return event(`step-${mark * 100}`, shareOfStep(record, step), `step ${step} of ${record.steps}`);
    }),
    event("completed", 1, `finished as ${record.model}`),
  ];
  const happened = course.filter(({ share }) => timeOf(record, share) <= moment).map((entry) => entry.event);
  if (state.status !== "cancelled") return happened;
  const cancelled: JobEvent = {
    id: `${record.id}-cancelled`,
    createdAt: iso(moment),
    level: "warning",
    type: "cancelled",
    message: "practice: cancelled",
  };
  return [...happened, cancelled];
}

/** The rehearsed loss up to that moment: drawn from seed and step, not measured. */
export function metricsAt(record: PracticeRecord, now: number): JobMetric[] {
  if (record.problem !== null) return [];
  const moment = Math.min(now, record.cancelledAt ?? now);
  return Array.from({ length: record.steps }, (_, index) => index + 1)
    .filter((step) => timeOf(record, shareOfStep(record, step)) <= moment)
    .map((step) => ({
      step,
      totalSteps: record.steps,
      trainLoss: lossAt(record, step, 1),
      validLoss: record.validated ? lossAt(record, step, 2) : null,
      trainAccuracy: null,
      validAccuracy: null,
    }));
}

function progressAt({ createdAt, seconds }: PracticeRecord, moment: number): number {
  return seconds === 0 ? 1 : Math.max(0, (moment - createdAt) / (seconds * 1000));
}

function timeOf({ createdAt, seconds }: PracticeRecord, share: number): number {
  return Math.round(createdAt + share * seconds * 1000);
}

function shareOfStep({ steps }: PracticeRecord, step: number): number {
  return RUNNING_FROM + (1 - RUNNING_FROM) * (step / steps);
}

function finishOf(record: PracticeRecord, status: ProviderJob["status"]): number | null {
  if (status === "failed") return timeOf(record, QUEUED_FROM);
  if (status === "cancelled") return record.cancelledAt;
  return status === "completed" ? timeOf(record, 1) : null;
}

function detailOf(record: PracticeRecord, status: ProviderJob["status"], progress: number): string {
  if (status === "queued")
    return progress < QUEUED_FROM ? "practice: validating files" : "practice: waiting for its turn";
  if (status !== "running") return "practice: nothing was trained";
  const step = Math.floor(((progress - RUNNING_FROM) / (1 - RUNNING_FROM)) * record.steps + 1e-9);
  return `practice: step ${step} of ${record.steps}`;
}

function lossAt({ seed, steps }: PracticeRecord, step: number, curve: number): number {
  const falling = 0.5 + 0.1 * curve + 1.8 * Math.exp((-3 * step) / steps);
  return Number((falling + 0.1 * (noise(seed, step * 2 + curve) - 0.5)).toFixed(4));
}

/** A number from 0 to 1 that depends on seed and position alone. */
function noise(seed: number, position: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(position + 1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
