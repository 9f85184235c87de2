import { expect, it } from "vitest";
import { jobStatistics } from "./statistics.ts";

const row = { provider: "openai" as const, started_at: 0, finished_at: null };

it("gives no success rate before a job has run to an end, instead of 0 or 1", () => {
  expect(jobStatistics([])).toEqual({ total: 0, byStatus: {}, byProvider: {}, successRate: null, medianSeconds: null });
  expect(jobStatistics([{ ...row, status: "cancelled" }]).successRate).toBeNull();
});

it("takes the median of both middle times, and only of completed jobs", () => {
  const times = [4, 1, 3, 100].map((seconds) => ({
    ...row,
    status: "completed" as const,
    finished_at: seconds * 1000,
  }));
  const failed = { ...row, status: "failed" as const, finished_at: 1 };
  const statistics = jobStatistics([...times, failed]);
  expect(statistics.medianSeconds).toBe(3.5);
  expect(statistics.successRate).toBe(0.8);
  expect(jobStatistics(times.slice(0, 3)).medianSeconds).toBe(3);
});
