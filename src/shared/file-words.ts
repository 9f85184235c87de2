import type { Inspection } from "./contract/conversations.ts";

const number = new Intl.NumberFormat("en");

/** What a file holds, to stand after “holds”. */
export const KIND_WORDS: Readonly<Record<Inspection["kind"], string>> = {
  conversations: "conversations",
  evaluation: "the conversations of an evaluation",
  judgments: "judgments of conversations",
  comparisons: "comparisons of conversations",
  jobs: "fine-tuning jobs",
  training: "training data",
  unknown: "nothing that Tunewright knows",
};

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
  return `${number.format(found.count)} ${found.count === 1 ? one : many}`;
}
