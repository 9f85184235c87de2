import { type Preview, SKIP_REASONS, type SkipReason } from "../../../shared/contract/training-data.ts";

/** What a step of a recipe leaves of what came before it. */
export interface StepCount {
  /** Conversations that are left after the step. */
  left: number;
  /** How many the step took away. */
  taken: number;
  /** How many it shortened and kept. */
  shortened: number;
}

/** The steps of a recipe, in the order in which they take conversations away. */
export const STEPS = {
  chosen: ["not_chosen"],
  model: ["other_model"],
  readable: ["no_reply", "empty_message", "api_error", "unknown_role"],
  whole: ["cut_reply"],
  provider: ["not_taken_by_provider"],
  duplicates: ["duplicate"],
} as const satisfies Record<string, readonly SkipReason[]>;
export type StepName = keyof typeof STEPS;

const ORDER = Object.keys(STEPS) as StepName[];

function sum(counts: Preview["skipped"], reasons: readonly SkipReason[]): number {
  return counts.reduce((total, { reason, count }) => total + (reasons.includes(reason) ? count : 0), 0);
}

/** What each step leaves: the last one leaves exactly the examples. */
export function stepCounts(
  preview: Pick<Preview, "conversationsRead" | "skipped" | "shortened">,
): Record<StepName, StepCount> {
  let left = preview.conversationsRead;
  const counts = ORDER.map((name) => {
    const taken = sum(preview.skipped, STEPS[name]);
    left -= taken;
    return [name, { left, taken, shortened: sum(preview.shortened, STEPS[name]) }] as const;
  });
  return Object.fromEntries(counts) as Record<StepName, StepCount>;
}

/** Reasons that no step names would make the counts lie; there are none. */
export const UNNAMED_REASONS = SKIP_REASONS.filter(
  (reason) => !ORDER.some((name) => (STEPS[name] as readonly SkipReason[]).includes(reason)),
);
