import { z } from "zod";
import type { JobEvent, JobMetric } from "../../../shared/contract/jobs.ts";
import type { Scrub } from "../scrub.ts";
import { fromIso } from "../times.ts";
import type { TogetherEvent } from "./jobs.ts";

export const metricsSchema = z.object({ metrics: z.array(z.record(z.string(), z.unknown())).nullish() });

/** Events, oldest first. They carry no id, so one is made of what they say: the same event has the same id at every look. */
export function toJobEvents(events: TogetherEvent[], scrub: Scrub): JobEvent[] {
  const seen = new Map<string, number>();
  return events
    .flatMap((event) => {
      const at = fromIso(event.created_at);
      return at === null ? [] : [{ ...event, at }];
    })
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, type, level, step, message }) => {
      const key = [new Date(at).toISOString(), type ?? "message", ...(typeof step === "number" ? [step] : [])].join(
        "/",
      );
      const earlier = seen.get(key) ?? 0;
      seen.set(key, earlier + 1);
      return {
        id: scrub(earlier === 0 ? key : `${key}/${earlier}`),
        createdAt: new Date(at).toISOString(),
        level: readLevel(level ?? "info"),
        type: scrub(type ?? "message"),
        message: scrub(message ?? ""),
      };
    });
}

/** One entry a step: training and evaluation come as entries of their own and are laid together. */
export function toJobMetrics(entries: Record<string, unknown>[]): JobMetric[] {
  const bySteps = new Map<number, JobMetric>();
  for (const entry of entries) {
    const value = (...names: string[]) => names.map((name) => entry[name]).find((one) => Number.isFinite(one));
    const step = value("train/global_step", "eval/global_step", "global_step", "step");
    if (typeof step !== "number" || !Number.isInteger(step) || step < 0) continue;
    const known = bySteps.get(step);
    bySteps.set(step, {
      step,
      totalSteps: null,
      trainLoss: numberOr(value("train/loss"), known?.trainLoss),
      validLoss: numberOr(value("eval/loss"), known?.validLoss),
      trainAccuracy: null,
      validAccuracy: null,
    });
  }
  return [...bySteps.values()].toSorted((one, other) => one.step - other.step);
}

function numberOr(value: unknown, otherwise: number | null | undefined): number | null {
  return typeof value === "number" ? value : (otherwise ?? null);
}

function readLevel(level: string): JobEvent["level"] {
  if (level.includes("error")) return "error";
  return level.includes("warn") ? "warning" : "info";
}
