import fc from "fast-check";
import { expect, it } from "vitest";
import { SKIP_REASONS } from "../../../shared/contract/training-data.ts";
import { stepCounts, UNNAMED_REASONS } from "./step-counts.ts";

it("the last step leaves exactly the examples, whatever was left out", () => {
  const skipped = fc.uniqueArray(fc.record({ reason: fc.constantFrom(...SKIP_REASONS), count: fc.nat(1000) }), {
    selector: ({ reason }) => reason,
  });
  fc.assert(
    fc.property(skipped, fc.nat(1000), (left, examples) => {
      const taken = left.reduce((sum, { count }) => sum + count, 0);
      const counts = stepCounts({ conversationsRead: taken + examples, skipped: left, shortened: [] });
      expect(counts.duplicates.left).toBe(examples);
    }),
  );
});

it("every reason to leave a conversation out belongs to a step", () => expect(UNNAMED_REASONS).toEqual([]));

it("a shortened conversation is counted at the step that shortened it, and stays", () => {
  const counts = stepCounts({
    conversationsRead: 10,
    skipped: [{ reason: "api_error", count: 2 }],
    shortened: [{ reason: "api_error", count: 3 }],
  });
  expect(counts.readable).toEqual({ left: 8, taken: 2, shortened: 3 });
});
