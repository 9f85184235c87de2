import { expect, it } from "vitest";
import { createPauses } from "./pauses.ts";

it("a job out of reach is left alone twice as long each time, up to a minute, and afresh once it was reached", () => {
  let now = 0;
  const pauses = createPauses(() => now, 1_000);
  const lengths = Array.from({ length: 8 }, () => {
    pauses.note(["a"], new Set(["a"]));
    const from = now;
    while (!pauses.isOver("a")) now += 500;
    return now - from;
  });
  expect(lengths).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  pauses.note(["a"], new Set());
  expect(pauses.isOver("a")).toBe(true);
  pauses.note(["a"], new Set(["a"]));
  now += 2_000;
  expect(pauses.isOver("a")).toBe(true);
});

it("one job's failure pauses no other", () => {
  const pauses = createPauses(() => 0, 1_000);
  pauses.note(["a", "b"], new Set(["a"]));
  expect([pauses.isOver("a"), pauses.isOver("b"), pauses.isOver("never seen")]).toEqual([false, true, true]);
});
