import { parse } from "csv-parse/sync";
import { z } from "zod";
import type { JobEvent, JobMetric } from "../../../shared/contract/jobs.ts";
import type { Scrub } from "../scrub.ts";
import { fromUnix } from "../times.ts";

export const eventSchema = z.object({
  id: z.string(),
  created_at: z.number(),
  level: z.string().nullish(),
  message: z.string().nullish(),
  type: z.string().nullish(),
  data: z.unknown().optional(),
});
export type OpenAIEvent = z.output<typeof eventSchema>;

const numberSchema = z.number().nullish().catch(null);
const metricSchema = z.object({
  step: z.int().min(0),
  total_steps: z.int().min(0).nullish().catch(null),
  train_loss: numberSchema,
  valid_loss: numberSchema,
  full_valid_loss: numberSchema,
  train_mean_token_accuracy: numberSchema,
  valid_mean_token_accuracy: numberSchema,
  full_valid_mean_token_accuracy: numberSchema,
});

/** One event in the ledger's terms. */
export function toJobEvent(event: OpenAIEvent, scrub: Scrub): JobEvent {
  return {
    id: event.id,
    createdAt: new Date(fromUnix(event.created_at)).toISOString(),
    level: event.level === "warn" ? "warning" : event.level === "error" ? "error" : "info",
    type: scrub(event.type ?? "message"),
    message: scrub(event.message ?? ""),
  };
}

/** The values that events of type `metrics` carry, one entry a step, in order of steps. */
export function metricsOfEvents(events: OpenAIEvent[]): JobMetric[] {
  const bySteps = new Map<number, JobMetric>();
  for (const event of events) {
    const parsed = event.type === "metrics" ? metricSchema.safeParse(event.data) : null;
    if (parsed?.success !== true) continue;
    const { data } = parsed;
    bySteps.set(data.step, {
      step: data.step,
      totalSteps: data.total_steps ?? null,
      trainLoss: data.train_loss ?? null,
      validLoss: data.valid_loss ?? data.full_valid_loss ?? null,
      trainAccuracy: data.train_mean_token_accuracy ?? null,
      validAccuracy: data.valid_mean_token_accuracy ?? data.full_valid_mean_token_accuracy ?? null,
    });
  }
  return [...bySteps.values()].toSorted((one, other) => one.step - other.step);
}

/** The values of a result file, plain or base64; null where it is no such table. */
export function metricsOfResultFile(content: string): JobMetric[] | null {
  const table = isTable(content) ? content : Buffer.from(content, "base64").toString("utf8");
  return isTable(table) ? (readRows(table)?.flatMap(toMetric) ?? null) : null;
}

function isTable(text: string): boolean {
  return /^\uFEFF?"?step"?\s*,/.test(text);
}

function readRows(table: string): Record<string, string>[] | null {
  try {
    return parse(table, { bom: true, columns: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch {
    return null;
  }
}

function toMetric(row: Record<string, string>): JobMetric[] {
  const cell = (...names: string[]) => readCell(names.map((name) => row[name]));
  const step = cell("step");
  if (step === null || !Number.isInteger(step) || step < 0) return [];
  return [
    {
      step,
      totalSteps: null,
      trainLoss: cell("train_loss"),
      validLoss: cell("valid_loss", "full_valid_loss"),
      trainAccuracy: cell("train_accuracy", "train_mean_token_accuracy"),
      validAccuracy: cell("valid_mean_token_accuracy", "full_valid_mean_token_accuracy"),
    },
  ];
}

function readCell(cells: (string | undefined)[]): number | null {
  for (const cell of cells) {
    const value = cell === undefined || cell.trim() === "" ? Number.NaN : Number(cell);
    if (Number.isFinite(value)) return value;
  }
  return null;
}
