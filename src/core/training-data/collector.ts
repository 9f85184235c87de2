import { hash } from "node:crypto";
import { QuotedConversation } from "../conversations/quoted-conversations.ts";
import type { ScannedConversation } from "../conversations/scan.ts";
import type { SkipReason } from "../../shared/contract/training-data.ts";
import type { ResolvedRecipe } from "../tasks/contract.ts";
import { CountList } from "./counts.ts";
import { DigestSet } from "./digest-set.ts";
import { exampleLine } from "./example.ts";
import type { LineSink } from "./line-sink.ts";
import { PlainLines } from "./plain-lines.ts";
import { type EndReason, makeExample } from "./rules.ts";
import type { Split } from "./split.ts";
import { Tally } from "./tally.ts";
import { countExample, type CountTokens } from "./tokens.ts";

/** Sees what becomes of each conversation, at the moment when its texts can be read. */
export interface Onlooker {
  /** It gave the example of this number, from 0. */
  took(conversation: ScannedConversation, example: number, shortenedBy: EndReason | null): void;
  leftOut(conversation: ScannedConversation, reason: SkipReason): void;
  /** Marks this point; the returned function forgets everything after it. */
  mark(): () => void;
}

/** How examples are collected; null where nothing is split, tokens are not counted, or nobody looks on. */
export interface CollectorOptions {
  recipe: ResolvedRecipe;
  split: Split | null;
  countTokens: CountTokens | null;
  onlooker: Onlooker | null;
}

/** Turns conversations into lines of a sink, one at a time, and counts what became of them. */
export class Collector {
  readonly #sink: LineSink;
  readonly #options: CollectorOptions;
  readonly #chosen: ReadonlySet<string> | null;
  /** Null where more than its line is wanted of an example. */
  readonly #plain: PlainLines | null;
  readonly #seen = new DigestSet();
  readonly #tokens = new CountList();
  #tally = new Tally();

  constructor(sink: LineSink, options: CollectorOptions) {
    const { recipe, split, countTokens } = options;
    this.#sink = sink;
    this.#options = options;
    this.#chosen = recipe.onlyConversations === null ? null : new Set(recipe.onlyConversations);
    this.#plain = split === null && countTokens === null ? new PlainLines(recipe) : null;
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** How many examples were made. */
  get examples(): number {
    return this.#sink.lines;
  }

  /** The tokens of an example, by its number from 0; 0 where tokens are not counted. */
  tokensOf(number: number): number {
    return this.#tokens.at(number);
  }

  add(conversation: ScannedConversation): void {
    this.#tally.conversations += 1;
    if (this.#chosen?.has(conversation.id) === false) {
      this.#leaveOut(conversation, "not_chosen");
      return;
    }
    const line = conversation instanceof QuotedConversation ? (this.#plain?.lineOf(conversation) ?? null) : null;
    if (line === null) this.#addByRules(conversation);
    else if (this.#isNew(line, conversation)) {
      this.#sink.append(line);
      this.#options.onlooker?.took(conversation, this.examples - 1, null);
    }
  }

  #addByRules(conversation: ScannedConversation): void {
    const { recipe, split, countTokens, onlooker } = this.#options;
    const outcome = makeExample(conversation, recipe);
    if (outcome.kind === "skipped") {
      this.#leaveOut(conversation, outcome.reason);
      return;
    }
    if (!this.#isNew(this.#sink.stage(exampleLine(outcome.example)), conversation)) return;
    this.#sink.accept();
    if (outcome.shortenedBy !== null) this.#tally.shorten(outcome.shortenedBy);
    split?.add(outcome.example);
    if (countTokens !== null) this.#tokens.push(countExample(outcome.example.messages, countTokens));
    onlooker?.took(conversation, this.examples - 1, outcome.shortenedBy);
  }

  /** False, and counted, for a line that is the same as one before it, unless such are kept. */
  #isNew(line: Uint8Array, conversation: ScannedConversation): boolean {
    if (this.#options.recipe.keepDuplicates || this.#seen.add(hash("sha256", line, "buffer"))) return true;
    this.#leaveOut(conversation, "duplicate");
    return false;
  }

  #leaveOut(conversation: ScannedConversation, reason: SkipReason): void {
    this.#tally.skip(reason);
    this.#options.onlooker?.leftOut(conversation, reason);
  }

  /** Marks this point; the returned function forgets everything after it. */
  mark(): () => void {
    const { split, onlooker } = this.#options;
    const examples = this.examples;
    const tally = new Tally(this.#tally);
    const rewinds = [this.#sink.mark(), onlooker?.mark()];
    return () => {
      for (const rewind of rewinds) rewind?.();
      this.#tally = new Tally(tally);
      this.#seen.truncate(examples);
      this.#tokens.truncate(examples);
      split?.truncate(examples);
    };
  }
}
