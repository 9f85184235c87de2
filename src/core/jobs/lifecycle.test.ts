import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jobStatusSchema } from "../../shared/contract/jobs.ts";
import { ERROR_CODES } from "../../shared/errors.ts";
import { afterFailedSubmission, isDue, nextLookDelay } from "./lifecycle.ts";
import { isFinal, mayBecome } from "../../shared/job-life.ts";

describe("a job's life", () => {
  it("never leaves its end", () => {
    const final = jobStatusSchema.options.filter(isFinal);
    expect(final).toEqual(["completed", "failed", "cancelled"]);
    for (const from of final) {
      expect(jobStatusSchema.options.filter((to) => mayBecome(from, to))).toEqual([from]);
    }
  });

  it("does not jump from pending to running, which would skip what was written before the call", () => {
    expect(mayBecome("pending", "running")).toBe(false);
    expect(mayBecome("pending", "preparing")).toBe(true);
  });

  it("is never ended by a network that is away", () => {
    for (const code of ["no_network", "timeout", "provider_error", "outcome_unknown"] as const) {
      expect(afterFailedSubmission(code)).toBe("preparing");
    }
    expect(afterFailedSubmission("wrong_key")).toBe("pending");
    expect(afterFailedSubmission("invalid_file")).toBe("failed");
    for (const code of ERROR_CODES) expect(mayBecome("preparing", afterFailedSubmission(code))).toBe(true);
  });

  it.each([
    [null, true],
    [999, true],
    [1_000, true],
    [1_001, false],
    [61_000, false],
    [61_001, true],
  ])(
    "with its next look at %j is due at 1000: %j, since only a clock that was set back puts it off further",
    (at, due) => expect(isDue(at, 1_000)).toBe(due),
  );

  it("is looked at after about a second, then ever more slowly, up to a minute", () => {
    expect(nextLookDelay(0)).toBe(1000);
    expect(nextLookDelay(3_600_000)).toBe(60_000);
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (a, b) => {
        expect(nextLookDelay(Math.min(a, b))).toBeLessThanOrEqual(nextLookDelay(Math.max(a, b)));
      }),
    );
  });
});
