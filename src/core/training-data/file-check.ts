import { hash } from "node:crypto";
import type { TuningProvider, ValidationFinding } from "../../shared/contract/training-data.ts";
import { isRecord } from "../is-record.ts";
import { checkContent, messageTexts } from "./content-checks.ts";
import type { DigestSet } from "./digest-set.ts";
import type { Findings } from "./findings.ts";
import type { Line } from "./lines.ts";
import { checkExample } from "./provider-rules.ts";
import { schemaOfLine, type LineSchema } from "./schema-of-line.ts";
import { countExample, type CountTokens } from "./tokens.ts";

/** So many empty lines in a row are remembered; a file of nothing but line ends takes no memory. */
const MOST_EMPTY_LINES = 1000;
const BYTE_ORDER_MARK = "\u{feff}";
const SCHEMA_NAMES: Record<Exclude<LineSchema, "chat">, string> = {
  preference: "preference pairs (DPO)",
  completion: "prompts and completions",
  text: "plain text",
};

export interface FileCheckOptions {
  provider: TuningProvider;
  findings: Findings;
  countTokens: CountTokens;
  /** Examples with more tokens are cut by the provider; null where no limit is known. */
  longestExample: number | null;
  /** Digests of this file's examples, filled by the check. */
  seen: DigestSet;
  /** Digests of the training file's examples while its validation file is checked. */
  trained: DigestSet | null;
  /** What the file is called in messages; null for the one that was asked about. */
  label: string | null;
}

/** Checks one file line by line, and counts its examples and tokens. */
export class FileCheck {
  examples = 0;
  totalTokens = 0;
  maxTokens = 0;
  readonly #options: FileCheckOptions;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #schema: LineSchema | null = null;
  #mixed = false;
  /** Empty lines become a fault once another line follows; at the end of a file they are harmless. */
  #emptyLines: number[] = [];

  constructor(options: FileCheckOptions) {
    this.#options = options;
  }

  add(level: ValidationFinding["level"], code: string, line: number | null, message: string): void {
    const { findings, label } = this.#options;
    findings.add({ level, code, line, message: label === null ? message : `${label}: ${message}` });
  }

  /** Checks the next line of the file. */
  line({ number, bytes }: Line): void {
    if (bytes === null) return this.add("error", "line_too_long", number, "The line has more than 50 MB.");
    const text = this.#text(number, bytes);
    if (text === null) return;
    if (!/\S/.test(text)) return this.#empty(number);
    for (const empty of this.#emptyLines.splice(0)) this.add("error", "empty_line", empty, "The line is empty.");

    const value = parse(text);
    if (value === undefined) return this.add("error", "not_json", number, "The line is not valid JSON.");
    if (!isRecord(value)) return this.add("error", "not_object", number, "The line is JSON, but not an object.");
    this.examples += 1;
    this.#example(value, number, text);
  }

  #empty(number: number): void {
    if (this.#emptyLines.length < MOST_EMPTY_LINES) this.#emptyLines.push(number);
  }

  /** The line's text without a byte order mark; null where it is not UTF-8. */
  #text(number: number, bytes: Buffer): string | null {
    try {
      const text = this.#decoder.decode(bytes);
      if (number > 1 || !text.startsWith(BYTE_ORDER_MARK)) return text;
      this.add("error", "byte_order_mark", 1, "The file begins with a byte order mark (BOM); save it without.");
      return text.slice(1);
    } catch {
      this.add("error", "not_utf8", number, "The line is not UTF-8.");
      return null;
    }
  }

  #example(value: Record<string, unknown>, number: number, text: string): void {
    this.#repeats(text, number);
    if (!this.#isChat(value, number)) return;
    const texts = messageTexts(value);
    for (const fault of [...checkExample(value, this.#options.provider), ...checkContent(texts)]) {
      this.add(fault.level, fault.code, number, fault.message);
    }
    const tokens = countExample(texts, this.#options.countTokens);
    this.totalTokens += tokens;
    this.maxTokens = Math.max(this.maxTokens, tokens);
    const { longestExample } = this.#options;
    if (longestExample !== null && tokens > longestExample) {
      const message = `The example has about ${tokens} tokens; what lies beyond ${longestExample} is cut off in training.`;
      this.add("warning", "too_many_tokens", number, message);
    }
  }

  #repeats(text: string, number: number): void {
    const { seen, trained } = this.#options;
    const digest = hash("sha256", text.trim(), "buffer");
    if (!seen.add(digest)) {
      this.add("warning", "duplicate", number, "The line is the same as one before it.");
    }
    if (trained?.has(digest) === true) {
      this.add("error", "in_training_file", number, "The same example is in the training file.");
    }
  }

  /** True for chat data; says once that a file holds another kind, and once that it mixes kinds. */
  #isChat(value: object, number: number): boolean {
    const schema = schemaOfLine(value);
    const first = this.#schema === null;
    this.#schema ??= schema;
    if (schema !== this.#schema && !this.#mixed) {
      this.#mixed = true;
      this.add("error", "mixed_schemas", number, "The line holds another kind of data than the lines before it.");
    }
    if (schema === "chat") return true;
    if (!first) return false;
    const code = schema === "preference" ? "preference_data" : "not_chat_data";
    const message = `The file holds ${SCHEMA_NAMES[schema]}; only chat data (“messages”) is checked here.`;
    this.add("error", code, number, message);
    return false;
  }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
