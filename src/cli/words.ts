import type { Inspection } from "../shared/contract/conversations.ts";
import type { Preparation } from "../shared/contract/training-data.ts";
import { REASON_WORDS } from "../shared/skip-reasons.ts";
import { count, shorten } from "./output.ts";

/** A system prompt may be a setting as well: of longer texts the beginning is shown, in characters. */
const LONGEST_SETTING = 60;

type Finding = Inspection["findings"][number];

const FINDINGS: Record<Finding["code"], [one: string, many: string]> = {
  api_error_message: ["message is a saved API error", "messages are saved API errors"],
  empty_message: ["message is empty", "messages are empty"],
  no_messages: ["conversation has no messages", "conversations have no messages"],
  no_reply: ["conversation has no reply", "conversations have no reply"],
  ends_with_user: ["conversation ends with a user message", "conversations end with a user message"],
  consecutive_same_role: [
    "conversation has two messages of one role in a row",
    "conversations have two messages of one role in a row",
  ],
  duplicate_conversation: [
    "conversation repeats an earlier one word for word",
    "conversations repeat an earlier one word for word",
  ],
  orphan_messages: ["message belongs to no conversation", "messages belong to no conversation"],
  interleaved_rows: [
    "conversation has its rows apart in the file; it is read whole all the same",
    "conversations have their rows apart in the file; they are read whole all the same",
  ],
  prompt_in_name_column: [
    "conversation has its system prompt in the column for the prompt's name",
    "conversations have their system prompt in the column for the prompt's name",
  ],
  unknown_role: ["message has an unknown role", "messages have an unknown role"],
  damaged: ["place is damaged and could not be read", "places are damaged and could not be read"],
};

/** What is worth knowing about a file, in words: `3 messages are empty`. */
export function describeFinding(found: Finding): string {
  const [one, many] = FINDINGS[found.code];
  return `${count(found.count)} ${found.count === 1 ? one : many}`;
}

/** How many conversations were left out or shortened, and why; null where none was. */
export function describeReasons(counts: Preparation["skipped"]): string | null {
  if (counts.length === 0) return null;
  return counts.map((one) => `${count(one.count)} ${REASON_WORDS[one.reason]}`).join(", ");
}

/** A moment of ours, to the second: `2026-11-23 10:24:55 UTC`. */
export function describeTime(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")} UTC`;
}

/** Names of settings that are written together, as words: `batchSize` is `batch size`. */
function settingWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Settings on one line, those without a value left out: `epochs 3, batch size auto, training (lora, rank 8)`. */
export function describeSettings(settings: object): string {
  const parts = Object.entries(settings).flatMap(([name, value]: [string, unknown]) => {
    if (value === null || value === false) return [];
    const words = settingWords(name);
    if (value === true) return [words];
    if (typeof value === "object") return [`${words} (${describeSettings(value)})`];
    const text = typeof value === "string" ? shorten(value, LONGEST_SETTING) : JSON.stringify(value);
    return [name === "kind" ? text : `${words} ${text}`];
  });
  return parts.join(", ");
}
