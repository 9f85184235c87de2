import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Inspection } from "../../shared/contract/conversations.ts";
import type { Progress } from "../../shared/contract/operations.ts";
import { isRecord } from "../is-record.ts";
import { messagesIn, parseJson } from "./embedded-messages.ts";
import { Tally } from "./findings.ts";
import { bareHead } from "./head.ts";
import type { ScannedMessage } from "./scan.ts";

/** A first line that is longer is not looked at whole, in bytes. */
const LONGEST_FIRST_LINE = 16_000_000;

/** True where the first line that is not blank is a training example. */
export async function looksLikeTrainingFile(path: string): Promise<boolean> {
  for await (const line of linesOf(path, LONGEST_FIRST_LINE)) {
    if (line !== "") return exampleMessages(line) !== null;
  }
  return false;
}

/** Sums up a file of one JSON object a line; a line that is no example counts as damaged. */
export async function inspectTrainingFile(path: string, report: (progress: Progress) => void): Promise<Inspection> {
  const tally = new Tally();
  let lines = 0;
  for await (const line of linesOf(path)) {
    lines += 1;
    if (line === "") continue;
    const messages = exampleMessages(line);
    if (messages === null) tally.found("damaged");
    else tally.add(exampleConversation(lines, messages));
    if (lines % 1_000 === 0) report({ done: lines, total: null, unit: "lines", note: null });
  }
  return { path, kind: "training", ...tally.sums() };
}

function exampleConversation(line: number, messages: ScannedMessage[]): Parameters<Tally["add"]>[0] {
  const [first] = messages;
  const prompt = first?.role === "system" ? first.content : null;
  const rest = prompt === null ? messages : messages.slice(1);
  const indexes = rest.map((_, index) => index);
  return {
    head: bareHead(String(line)),
    systemPrompt: prompt,
    promptIsMessage: prompt !== null,
    messages: rest,
    indexes,
  };
}

async function* linesOf(path: string, end?: number): AsyncGenerator<string, void, undefined> {
  const stream = createReadStream(path, { encoding: "utf8", ...(end === undefined ? {} : { end }) });
  let first = true;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield (first ? line.replace(/^\ufeff/, "") : line).trim();
    first = false;
  }
}

/** The messages of one line; of preference data, those of the prompt and of the preferred answer. */
function exampleMessages(line: string): ScannedMessage[] | null {
  const value = parseJson(line);
  if (!isRecord(value)) return null;
  if (!("input" in value)) return messagesIn(value);
  const asked = messagesIn(value["input"]);
  const preferred = messagesIn(value["preferred_output"]);
  return asked === null || preferred === null ? null : [...asked, ...preferred];
}
