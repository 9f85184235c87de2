import { isApiError } from "../../shared/api-error.ts";
import { type QuotedConversation, type QuotedMessage, textIn } from "../conversations/quoted-conversations.ts";
import { exampleLine } from "./example.ts";
import { type ExampleRules, isBlank } from "./rules.ts";

const BEFORE = {
  user: Buffer.from('{"role":"user","content":'),
  assistant: Buffer.from('{"role":"assistant","content":'),
};
const BETWEEN = Buffer.from("},");
const CLOSING = Buffer.from("}]}");
/** At least what stands around one text, in bytes. */
const AROUND_BYTES = 40;

type Speaker = keyof typeof BEFORE;

/**
 * Makes the lines of conversations to which no rule applies: users and assistants take turns, and nothing is empty or
 * an error. That is nearly all of them, and their texts go into the file as the bytes they are.
 */
export class PlainLines {
  readonly #rules: ExampleRules;
  #opening: { prompt: string | null; bytes: Buffer | null } | null = null;
  #line = Buffer.allocUnsafe(1 << 16);

  constructor(rules: ExampleRules) {
    this.#rules = rules;
  }

  /** The same bytes as of `makeExample` and `exampleLine`, good until the next call; null where those must decide. */
  lineOf({ model, ownPrompt, quoted }: QuotedConversation): Uint8Array | null {
    const { whereModel, provider, trainOn, dropCut } = this.#rules;
    if (provider !== null || trainOn !== "all" || dropCut || (whereModel !== null && whereModel !== model)) return null;
    const opening = this.#openingWith(ownPrompt);
    const speakers = opening === null ? null : speakersOf(quoted);
    if (opening === null || speakers === null) return null;

    let at = this.#begin(opening, quoted);
    const replies = speakers.lastIndexOf("assistant") + 1;
    for (const [index, speaker] of speakers.slice(0, replies).entries()) {
      if (index > 0) at += BETWEEN.copy(this.#line, at);
      at += BEFORE[speaker].copy(this.#line, at);
      const message = quoted[index];
      if (message !== undefined) at += message.texts.bytes.copy(this.#line, at, message.start, message.end);
    }
    at += CLOSING.copy(this.#line, at);
    return replies === 0 ? null : this.#line.subarray(0, at);
  }

  #begin(opening: Buffer, quoted: readonly QuotedMessage[]): number {
    const most = quoted.reduce(
      (sum, { start, end }) => sum + end - start + AROUND_BYTES,
      opening.length + AROUND_BYTES,
    );
    if (most > this.#line.length) this.#line = Buffer.allocUnsafe(most * 2);
    return opening.copy(this.#line);
  }

  /** The line up to its first turn. The last one made is kept: conversations share few prompts. */
  #openingWith(ownPrompt: string | null): Buffer | null {
    const { systemPrompt } = this.#rules;
    const prompt =
      systemPrompt.kind === "keep" ? ownPrompt : systemPrompt.kind === "replace" ? systemPrompt.text : null;
    if (this.#opening?.prompt !== prompt || this.#opening === null) {
      const isOwn = systemPrompt.kind === "keep" && prompt !== null;
      this.#opening = { prompt, bytes: isOwn && isSpecial(prompt) ? null : openingBytes(prompt) };
    }
    return this.#opening.bytes;
  }
}

function openingBytes(prompt: string | null): Buffer {
  if (prompt === null) return Buffer.from('{"messages":[');
  const whole = exampleLine({ messages: [{ role: "system", content: prompt }] });
  return Buffer.from(`${whole.slice(0, -"]}".length)},`);
}

/** Who says each message; null where they do not take turns or a text needs a rule. */
function speakersOf(messages: readonly QuotedMessage[]): Speaker[] | null {
  const speakers: Speaker[] = [];
  for (const message of messages) {
    const { role } = message;
    if ((role !== "user" && role !== "assistant") || speakers.at(-1) === role || !isPlain(message)) return null;
    speakers.push(role);
  }
  return speakers;
}

function isSpecial(text: string): boolean {
  return isBlank(text) || isApiError(text);
}

/** What opens an error: a bracket, “Error” or “Sorry”. */
const OPENS_ERROR = new Set(Buffer.from("[ES"));
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const CLOSING_BRACKET = 0x5d;
/** The longest escape of a character in JSON. */
const ESCAPE_BYTES = 6;

/** True where no rule can apply to a text. Its ends tell, or else the text is decoded. */
function isPlain(message: QuotedMessage): boolean {
  const { texts, start, end } = message;
  const { bytes, isUtf8 } = texts;
  if (!isUtf8 || bytes[start] !== QUOTE) return false;
  const first = bytes[start + 1] ?? 0;
  const last = bytes[end - 2] ?? 0;
  const beginsPlainly = isVisible(first) && !OPENS_ERROR.has(first);
  const endsPlainly = isVisible(last) && last !== CLOSING_BRACKET && !endsInEscape(bytes, end - 1);
  return (beginsPlainly && endsPlainly) || !isSpecial(textIn(message));
}

/** True where one of the last bytes before `end` may open an escape, as of a line end. */
function endsInEscape(bytes: Buffer, end: number): boolean {
  for (let at = end - ESCAPE_BYTES; at < end; at += 1) if (bytes[at] === BACKSLASH) return true;
  return false;
}

/** True for ASCII that is neither white space nor opens an escape nor ends the text. */
function isVisible(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== BACKSLASH && byte !== QUOTE;
}
