import type { SkipReason } from "../../shared/contract/training-data.ts";
import { isApiError } from "../../shared/api-error.ts";
import type { ResolvedRecipe } from "../tasks/contract.ts";
import { isCutReply } from "./cut-reply.ts";
import type { Example, ExampleMessage, ExampleRole } from "./example.ts";
import { breaksFormat } from "./provider-rules.ts";

/** A conversation as its database holds it: messages in order, the system prompt apart from them. */
export interface SourceConversation {
  model: string | null;
  systemPrompt: string | null;
  messages: readonly { role: string; content: string }[];
}

/** The part of a recipe that looks at one conversation alone. */
export type ExampleRules = Pick<ResolvedRecipe, "systemPrompt" | "whereModel" | "provider" | "trainOn" | "dropCut">;

/** What ended a conversation before its last row. */
export type EndReason = Extract<SkipReason, "api_error" | "empty_message">;

export type ExampleOutcome =
  | { kind: "example"; example: Example; shortenedBy: EndReason | null }
  | { kind: "skipped"; reason: SkipReason };

/** The messages that can be used, and what ended them; `unknown_role` makes the whole unusable. */
interface Usable {
  messages: ExampleMessage[];
  end: EndReason | "unknown_role" | null;
  /** How many of the conversation's messages stand before that end. */
  read: number;
}

/**
 * Makes an example of a conversation, or says why it is left out.
 *
 * A message of any role that is empty or an API error ends the conversation there; what stands before it is
 * kept if it holds a reply. After the last reply nothing is kept, and messages of one role in a row become one,
 * joined by a blank line. A conversation with no reply left is counted under what ended it, else as `no_reply`.
 * Messages of the role `developer` are system messages; any other unknown role leaves the conversation out, since
 * what its replies answered could not be told.
 */
export function makeExample(conversation: SourceConversation, rules: ExampleRules): ExampleOutcome {
  if (rules.whereModel !== null && conversation.model !== rules.whereModel) return skipped("other_model");

  const { messages, end } = usableMessages(conversation, rules.systemPrompt);
  if (end === "unknown_role") return skipped("unknown_role");

  const lastReply = messages.findLastIndex((message) => message.role === "assistant");
  if (lastReply === -1) return skipped(end ?? "no_reply");
  const example = { messages: joinRoles(messages.slice(0, lastReply + 1)) };

  if (rules.dropCut && isCutReply(example.messages.at(-1)?.content ?? "")) return skipped("cut_reply");
  if (rules.trainOn === "last") trainOnLast(example.messages);
  if (rules.provider !== null && breaksFormat(example, rules.provider)) return skipped("not_taken_by_provider");
  return { kind: "example", example, shortenedBy: end };
}

/** The messages of a conversation that stand behind the last reply of its example: they were cut off, or await a reply. */
export function messagesBehindExample(
  conversation: SourceConversation,
  rules: ExampleRules,
): SourceConversation["messages"] {
  const { messages } = conversation;
  const { read } = usableMessages(conversation, rules.systemPrompt);
  return messages.slice(messages.slice(0, read).findLastIndex(({ role }) => exampleRole(role) === "assistant") + 1);
}

function skipped(reason: SkipReason): ExampleOutcome {
  return { kind: "skipped", reason };
}

function usableMessages(conversation: SourceConversation, choice: ExampleRules["systemPrompt"]): Usable {
  const messages: ExampleMessage[] = [];
  const own = choice.kind === "keep" ? conversation.systemPrompt : null;
  if (choice.kind === "replace") messages.push({ role: "system", content: choice.text });
  if (own !== null && !isBlank(own)) {
    if (isApiError(own)) return { messages, end: "api_error", read: 0 };
    messages.push({ role: "system", content: own });
  }

  let started = false;
  for (const [read, { role: written, content }] of conversation.messages.entries()) {
    const role = exampleRole(written);
    if (role === "system" && replacesSystem(choice.kind, started)) continue;
    if (isBlank(content)) return { messages, end: "empty_message", read };
    if (isApiError(content)) return { messages, end: "api_error", read };
    if (role === null) return { messages, end: "unknown_role", read };
    if (role !== "system") started = true;
    messages.push({ role, content });
  }
  return { messages, end: null, read: conversation.messages.length };
}

/** True where a system row is not used: `remove` takes all of them away, `replace` those before the first turn. */
function replacesSystem(kind: ExampleRules["systemPrompt"]["kind"], started: boolean): boolean {
  return kind === "remove" || (kind === "replace" && !started);
}

function exampleRole(role: string): ExampleRole | null {
  if (role === "system" || role === "user" || role === "assistant") return role;
  return role === "developer" ? "system" : null;
}

/** True for a text without a visible character. */
export function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

function joinRoles(messages: readonly ExampleMessage[]): ExampleMessage[] {
  const joined: ExampleMessage[] = [];
  for (const { role, content } of messages) {
    const last = joined.at(-1);
    if (last?.role === role) last.content += `\n\n${content}`;
    else joined.push({ role, content });
  }
  return joined;
}

/** Every reply but the last gets weight 0, which says that it is read and not learned. */
function trainOnLast(messages: ExampleMessage[]): void {
  for (const message of messages.slice(0, -1)) if (message.role === "assistant") message.weight = 0;
}
