import { expect, it } from "vitest";
import type { JobEvent, JobMetric } from "../../../shared/contract/jobs.ts";
import { timeLeft } from "./time-left.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 24) + second * 1000).toISOString();
const metric = (step: number): JobMetric => ({
  step,
  totalSteps: 100,
  trainLoss: 1,
  validLoss: null,
  trainAccuracy: null,
  validAccuracy: null,
});
const event = (second: number): JobEvent => ({
  id: String(second),
  createdAt: at(second),
  level: "info",
  type: "metrics",
  message: "",
});
const running = {
  provider: "openai",
  status: "running",
  progress: { step: 40, totalSteps: 100 },
  startedAt: at(0),
  lastSeenAt: at(1000),
} as const;

it("goes by the pace of the steps and not by the time in the queue", () => {
  expect(timeLeft(running, [metric(20), metric(40)], [event(900), event(940)])).toBe(120_000);
});

it("is not invented before two steps were measured, without an end, or once the job has ended", () => {
  expect(timeLeft(running, [metric(40)], [event(940)])).toBeNull();
  const endless = { ...running, progress: { step: 40, totalSteps: null } };
  expect(timeLeft(endless, [metric(20), metric(40)], [event(900), event(940)])).toBeNull();
  expect(timeLeft({ ...running, status: "failed" }, [metric(20), metric(40)], [event(900), event(940)])).toBeNull();
});

it("of a rehearsal goes by its start, which has no queue", () => {
  expect(timeLeft({ ...running, provider: "practice", lastSeenAt: at(20) }, [], [])).toBe(30_000);
});
