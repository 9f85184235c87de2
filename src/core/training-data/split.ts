import { createHash } from "node:crypto";
import type { Recipe } from "../../shared/contract/training-data.ts";
import { AppError } from "../../shared/errors.ts";
import { exampleOpening, type Example } from "./example.ts";

/** Examples that open alike, and how many there are. */
interface Group {
  key: number;
  count: number;
}

/**
 * Divides examples into training and validation: 8 bytes of memory an example. Examples that open with the same
 * system prompt and the same first user message stay together, so that validation never asks what was trained.
 */
export class Split {
  readonly #fraction: number;
  readonly #seed: number;
  #keys = new Float64Array(1024);
  #size = 0;

  /** `fraction` of the examples is to be validation; `seed` decides which. */
  constructor(fraction: number, seed: number) {
    this.#fraction = fraction;
    this.#seed = seed;
  }

  get size(): number {
    return this.#size;
  }

  /** Remembers the next example. */
  add(example: Example): void {
    if (this.#size === this.#keys.length) {
      const grown = new Float64Array(this.#size * 2);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    this.#keys[this.#size] = groupKey(this.#seed, example);
    this.#size += 1;
  }

  /** Forgets all examples but the first `size`. */
  truncate(size: number): void {
    this.#size = Math.min(this.#size, size);
  }

  /** Whether there are at least two groups, without which nothing can be held back. */
  get isDivisible(): boolean {
    const keys = this.#keys.subarray(0, this.#size);
    return keys.some((key) => key !== keys[0]);
  }

  /**
   * Chooses: the answer says of an example, by its number from 0, whether it is validation. Whole groups are taken
   * in an order that the seed gives, as long as they fit into the fraction (at least one example); where none fits,
   * the smallest is taken. With a single group there is nothing to divide: `invalid_input`.
   */
  choose(): (number: number) => boolean {
    if (!this.isDivisible) throw this.#indivisible();
    const keys = this.#keys.subarray(0, this.#size);
    const groups = groupsOf(keys.toSorted());
    const target = Math.max(1, Math.round(this.#fraction * this.#size));
    const chosen = new Set(takeUpTo(groups, Math.min(target, this.#size - 1)));
    return (number) => chosen.has(keys[number] ?? Number.NaN);
  }

  #indivisible(): AppError {
    const message =
      this.#size === 1
        ? "There is only one example, which cannot be divided into training and validation."
        : `All ${this.#size} examples open with the same system prompt and user message, so validation would ask what was trained.`;
    return new AppError("invalid_input", message, {
      hint: "Prepare without a validation file, or make one from other conversations.",
    });
  }
}

/** The split that a recipe asks for; null where it asks for none. */
export function splitFor(recipe: Pick<Recipe, "validationFraction" | "seed">): Split | null {
  return recipe.validationFraction === null ? null : new Split(recipe.validationFraction, recipe.seed);
}

/** 53 bits of a seeded hash: groups in the order of their keys are groups in random order. */
function groupKey(seed: number, example: Example): number {
  const digest = createHash("sha256").update(`${seed}:`).update(exampleOpening(example)).digest();
  return digest.readUInt32LE(0) * 2 ** 21 + (digest.readUInt32LE(4) >>> 11);
}

function groupsOf(sorted: Float64Array): Group[] {
  const groups: Group[] = [];
  for (const key of sorted) {
    const last = groups.at(-1);
    if (last?.key === key) last.count += 1;
    else groups.push({ key, count: 1 });
  }
  return groups;
}

function takeUpTo(groups: readonly Group[], most: number): number[] {
  const taken: number[] = [];
  let room = most;
  for (const { key, count } of groups) {
    if (count > room) continue;
    taken.push(key);
    room -= count;
    if (room === 0) break;
  }
  if (taken.length > 0) return taken;
  const smallest = groups.reduce((best, group) => (group.count < best.count ? group : best));
  return [smallest.key];
}
