import { SKIP_REASONS, type SkipReason } from "../../shared/contract/training-data.ts";

type ReasonCounts = { reason: SkipReason; count: number }[];

/** Reasons that a recipe's filters give: what they pass over was not considered. */
const FILTERS = ["not_chosen", "other_model"] as const satisfies readonly SkipReason[];

/** Counts of what happened to conversations. Copies are plain, so that a count can be taken back. */
export class Tally {
  conversations: number;
  readonly #skipped: Map<SkipReason, number>;
  readonly #shortened: Map<SkipReason, number>;

  /** Begins at zero, or where another tally stands. */
  constructor(from?: Tally) {
    this.conversations = from?.conversations ?? 0;
    this.#skipped = new Map(from?.skipped.map(({ reason, count }) => [reason, count]));
    this.#shortened = new Map(from?.shortened.map(({ reason, count }) => [reason, count]));
  }

  skip(reason: SkipReason): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  /** The conversations that the recipe's filters let through, whatever became of them. */
  get considered(): number {
    const passedOver = FILTERS.map((reason) => this.#skipped.get(reason) ?? 0);
    return passedOver.reduce((rest, count) => rest - count, this.conversations);
  }

  shorten(reason: SkipReason): void {
    this.#shortened.set(reason, (this.#shortened.get(reason) ?? 0) + 1);
  }

  /** Reasons that occurred, in the order of the contract. */
  get skipped(): ReasonCounts {
    return inOrder(this.#skipped);
  }

  get shortened(): ReasonCounts {
    return inOrder(this.#shortened);
  }
}

function inOrder(counts: ReadonlyMap<SkipReason, number>): ReasonCounts {
  return SKIP_REASONS.flatMap((reason) => {
    const count = counts.get(reason);
    return count === undefined ? [] : [{ reason, count }];
  });
}
