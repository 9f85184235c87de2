import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jobConfigSchema, type JobMetric } from "../../../shared/contract/jobs.ts";
import { curveOf, labelTicks, logTicksBetween, newest, stepsOfEpoch, ticksBetween, valueRange } from "./curve.ts";

const metric = (step: number, trainLoss: number | null, validLoss: number | null = null): JobMetric => ({
  step,
  totalSteps: 30,
  trainLoss,
  validLoss,
  trainAccuracy: null,
  validAccuracy: null,
});

describe("a curve", () => {
  it("is told in epochs only where both epochs and steps are known", () => {
    const job = (epochs: number | "auto") => ({ config: jobConfigSchema.parse({ epochs }) });
    expect(stepsOfEpoch(job(3), [metric(1, 2)])).toBe(10);
    expect(stepsOfEpoch(job("auto"), [metric(1, 2)])).toBeNull();
    expect(stepsOfEpoch(job(3), [{ ...metric(1, 2), totalSteps: null }])).toBeNull();
  });

  it("reaches to the end of the job, with a line between its epochs, in either unit", () => {
    const metrics = [metric(5, 2), metric(10, 1, 1.5)];
    expect(curveOf(metrics, "loss", "step", 10)).toMatchObject({ x: [5, 10], end: 30, epochEnds: [10, 20] });
    expect(curveOf(metrics, "loss", "epoch", 10)).toMatchObject({ x: [0.5, 1], end: 3, epochEnds: [1, 2] });
  });

  it("keeps a step without validation empty instead of zero", () => {
    const curve = curveOf([metric(1, 2, 1.5), metric(2, 1)], "loss", "step", null);
    expect(curve.validation).toEqual([1.5, null]);
    expect(newest(curve.validation)).toBe(1.5);
  });
});

describe("an axis", () => {
  const losses = fc.array(fc.double({ min: 1e-4, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });

  it("shows every value, and never more than seven round ones, however they lie", () => {
    fc.assert(
      fc.property(losses, fc.boolean(), (values, isLog) => {
        const metrics = values.map((value, index) => metric(index, value));
        const [low, high] = valueRange(curveOf(metrics, "loss", "step", null), isLog);
        for (const value of values) expect(value >= low && value <= high).toBe(true);
        expect(ticksBetween(low, high).length).toBeLessThanOrEqual(7);
        for (const tick of (isLog ? logTicksBetween : ticksBetween)(low, high)) {
          expect(tick).toBeGreaterThanOrEqual(low - 1e-9);
          expect(tick).toBeLessThanOrEqual(high * (1 + 1e-9));
        }
      }),
    );
  });

  it("has a logarithm although a loss is zero", () => {
    const [low, high] = valueRange(curveOf([metric(1, 0), metric(2, 1)], "loss", "step", null), true);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(low);
  });

  it("writes all its labels with the same decimals", () => {
    expect(labelTicks([0.5, 1, 1.5])).toEqual(["0.5", "1.0", "1.5"]);
    expect(labelTicks([0, 1000])).toEqual(["0", "1,000"]);
  });
});
