import type { Conversation } from "../../../shared/contract/conversations.ts";
import { splitAtHits } from "../../ui/marked.tsx";

type Messages = Conversation["messages"];

/** Whether a text holds what is searched for, whatever its case; nothing is searched for in vain. */
function holds(text: string, needle: string): boolean {
  return splitAtHits(text, needle).length > 1;
}

/**
 * The place of the first message that a search found, or -1: where nothing is searched for, and where the prompt above
 * the messages holds it already, one reads from the beginning.
 */
export function firstHit({ messages, systemPrompt }: Conversation, needle: string): number {
  if (needle === "" || holds(systemPrompt ?? "", needle)) return -1;
  return messages.findIndex(({ content }) => holds(content, needle));
}

const CHARACTERS_A_LINE = 68;
const LINE = 23;
/** The label above a message and the distance to the next one. */
const AROUND = 44;

/** About how high a message will be, in pixels, until it is drawn and measured. */
export function estimateHeight({ content }: Messages[number]): number {
  return AROUND + LINE * Math.max(1, Math.ceil(content.length / CHARACTERS_A_LINE));
}

/** A conversation as plain text, to be copied: each message under its role. */
export function asPlainText({ systemPrompt, messages }: Conversation): string {
  const prompt = systemPrompt === null ? [] : [{ role: "system", content: systemPrompt }];
  return [...prompt, ...messages].map(({ role, content }) => `${role}:\n${content}`).join("\n\n");
}
