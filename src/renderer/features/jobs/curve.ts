import type { Job, JobMetric } from "../../../shared/contract/jobs.ts";

/** What is measured against: the training step, or how often the data has been gone through. */
export type CurveAxis = "step" | "epoch";

/** A curve as columns of equal length; null where a step has no value. */
export interface Curve {
  axis: CurveAxis;
  x: number[];
  train: (number | null)[];
  validation: (number | null)[];
  /** Where the axis ends: what the job will come to, where that is known. */
  end: number;
  /** Where an epoch ends, before the last one. */
  epochEnds: number[];
}

/** How many steps an epoch has; null where epochs or steps were left to the provider and are not known. */
export function stepsOfEpoch({ config }: Pick<Job, "config">, metrics: readonly JobMetric[]): number | null {
  const total = totalSteps(metrics);
  return config.epochs === "auto" || total === null ? null : total / config.epochs;
}

function totalSteps(metrics: readonly JobMetric[]): number | null {
  return metrics.findLast((metric) => metric.totalSteps !== null && metric.totalSteps > 0)?.totalSteps ?? null;
}

/** The values of a kind, `loss` or `accuracy`, laid out for drawing. */
export function curveOf(
  metrics: readonly JobMetric[],
  kind: "loss" | "accuracy",
  axis: CurveAxis,
  epochSteps: number | null,
): Curve {
  const unit = axis === "epoch" && epochSteps !== null ? epochSteps : 1;
  const total = totalSteps(metrics);
  const end = Math.max(total ?? 0, metrics.at(-1)?.step ?? 0, 1);
  const epochs = epochSteps === null || total === null ? 0 : Math.round(total / epochSteps);
  return {
    axis,
    x: metrics.map(({ step }) => step / unit),
    train: metrics.map((metric) => (kind === "loss" ? metric.trainLoss : metric.trainAccuracy)),
    validation: metrics.map((metric) => (kind === "loss" ? metric.validLoss : metric.validAccuracy)),
    end: end / unit,
    epochEnds: Array.from({ length: Math.max(0, epochs - 1) }, (_, index) => ((index + 1) * (epochSteps ?? 0)) / unit),
  };
}

/** Whether any value of this kind was measured. */
export function hasValues({ train, validation }: Curve): boolean {
  return [...train, ...validation].some((value) => value !== null);
}

/** The newest value of a column; null where there is none. */
export function newest(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

/** The values that an axis has to show, with a little room around them; a logarithmic one cannot show zero. */
export function valueRange({ train, validation }: Curve, isLog: boolean): [low: number, high: number] {
  const values = [...train, ...validation].filter((value) => value !== null && (!isLog || value > 0)) as number[];
  if (values.length === 0) return isLog ? [0.1, 1] : [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (isLog) return [low / 1.1, high * 1.1];
  const room = Math.max((high - low) * 0.08, high * 0.02, 1e-6);
  return [low - room < 0 && low >= 0 ? 0 : low - room, high + room];
}

const MOST_TICKS = 6;

/** Round values between two others, for an axis: 1, 2 and 5 times a power of ten apart, at most six. */
export function ticksBetween(low: number, high: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => span / one <= MOST_TICKS) ?? span;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Round values for a logarithmic axis: 1, 2 and 5 of every power of ten, or plain ones where those are too few. */
export function logTicksBetween(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    ticks.push(...[1, 2, 5].map((factor) => Number((factor * 10 ** power).toPrecision(12))));
  }
  const within = ticks.filter((tick) => tick >= low && tick <= high);
  return within.length >= 3 ? within : ticksBetween(low, high);
}

/** The labels of an axis, all with as many decimals as the one that needs most. */
export function labelTicks(ticks: readonly number[]): string[] {
  const decimals = ticks.map((tick) => String(tick).split(".")[1]?.length ?? 0);
  const digits = Math.min(6, Math.max(0, ...decimals));
  return ticks.map((tick) =>
    tick.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
}
