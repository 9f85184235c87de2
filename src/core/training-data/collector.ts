import { hash } from "node:crypto";
import { CountList } from "./counts.ts";
import { DigestSet } from "./digest-set.ts";
import { QuotedConversation } from "../conversations/quoted-conversations.ts";
import { exampleLine } from "./example.ts";
import type { JsonlWriter, WriterMark } from "./jsonl-writer.ts";
import { PlainLines } from "./plain-lines.ts";
import { makeExample, type ExampleRules, type SourceConversation } from "./rules.ts";
import type { Split } from "./split.ts";
import { Tally } from "./tally.ts";
import { countExample, type CountTokens } from "./tokens.ts";

/** How examples are collected; null where duplicates are kept, nothing is split, or tokens are not counted. */
export interface CollectorOptions {
  rules: ExampleRules;
  keepDuplicates: boolean;
  split: Split | null;
  countTokens: CountTokens | null;
}

/** A point to which a collector can go back. */
export interface CollectorMark {
  writer: WriterMark;
  examples: number;
  tally: Tally;
}

/** Turns conversations into lines of a file, one at a time, and counts what became of them. */
export class Collector {
  readonly #writer: JsonlWriter;
  readonly #options: CollectorOptions;
  /** Null where more than its line is wanted of an example. */
  readonly #plain: PlainLines | null;
  readonly #seen = new DigestSet();
  readonly #tokens = new CountList();
  #tally = new Tally();

  constructor(writer: JsonlWriter, options: CollectorOptions) {
    this.#writer = writer;
    this.#options = options;
    this.#plain = options.split === null && options.countTokens === null ? new PlainLines(options.rules) : null;
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** How many examples were made. */
  get examples(): number {
    return this.#writer.lines;
  }

  /** The tokens of an example, by its number from 0; 0 where tokens are not counted. */
  tokensOf(number: number): number {
    return this.#tokens.at(number);
  }

  add(conversation: SourceConversation): void {
    this.#tally.conversations += 1;
    const line = conversation instanceof QuotedConversation ? (this.#plain?.lineOf(conversation) ?? null) : null;
    if (line === null) this.#addByRules(conversation);
    else if (this.#isNew(line)) this.#writer.append(line);
  }

  #addByRules(conversation: SourceConversation): void {
    const { rules, split, countTokens } = this.#options;
    const outcome = makeExample(conversation, rules);
    if (outcome.kind === "skipped") {
      this.#tally.skip(outcome.reason);
      return;
    }
    const bytes = this.#writer.stage(exampleLine(outcome.example));
    if (!this.#isNew(bytes)) return;
    this.#writer.accept();
    if (outcome.shortenedBy !== null) this.#tally.shorten(outcome.shortenedBy);
    split?.add(outcome.example);
    if (countTokens !== null) this.#tokens.push(countExample(outcome.example.messages, countTokens));
  }

  /** False, and counted, for a line that is the same as one before it, unless such are kept. */
  #isNew(line: Uint8Array): boolean {
    if (this.#options.keepDuplicates || this.#seen.add(hash("sha256", line, "buffer"))) return true;
    this.#tally.skip("duplicate");
    return false;
  }

  mark(): CollectorMark {
    return { writer: this.#writer.mark(), examples: this.examples, tally: new Tally(this.#tally) };
  }

  /** Forgets everything after the mark. */
  rewind(mark: CollectorMark): void {
    this.#writer.rewind(mark.writer);
    this.#tally = new Tally(mark.tally);
    this.#seen.truncate(mark.examples);
    this.#tokens.truncate(mark.examples);
    this.#options.split?.truncate(mark.examples);
  }
}
