import { hash } from "node:crypto";
import type { FINDING_CODES, Inspection } from "../../shared/contract/conversations.ts";
import { isApiError } from "../../shared/api-error.ts";
import { facetsOf } from "./facets.ts";
import { isKnownRole } from "./roles.ts";
import type { ReadConversation } from "./scan.ts";
import { SeenIds } from "./seen-ids.ts";

export type FindingCode = (typeof FINDING_CODES)[number];

/** More different names than this are counted together. */
const MOST_NAMES = 5_000;
const OTHERS = "(others)";

/** Names with how often each was met. */
export class NamedCounts {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    const counted = this.#counts.size < MOST_NAMES || this.#counts.has(name) ? name : OTHERS;
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1);
  }

  /** The most frequent first, those of one frequency by name. */
  list(): { name: string; count: number }[] {
    return [...this.#counts]
      .map(([name, count]) => ({ name, count }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }

  record(): Record<string, number> {
    return Object.fromEntries(this.list().map(({ name, count }) => [name, count]));
  }
}

/** Sums up conversations one by one, keeping eight bytes of each. */
export class Tally {
  #conversations = 0;
  #messages = 0;
  #from: string | null = null;
  #to: string | null = null;
  readonly #roles = new NamedCounts();
  readonly #models = new NamedCounts();
  readonly #prompts = new NamedCounts();
  readonly #findings = new Map<FindingCode, number>();
  readonly #seen = new SeenIds();

  add(conversation: ReadConversation): void {
    const { head, messages, systemPrompt, promptIsMessage } = conversation;
    this.#messages += messages.length + (promptIsMessage ? 1 : 0);
    if (promptIsMessage) this.#roles.add("system");
    for (const { role, content } of messages) {
      this.#roles.add(role);
      if (content.trim() === "") this.found("empty_message");
      else if (isApiError(content)) this.found("api_error_message");
      if (!isKnownRole(role)) this.found("unknown_role");
    }
    if (head === null) {
      this.found("orphan_messages", messages.length + (promptIsMessage ? 1 : 0));
      return;
    }
    this.#conversations += 1;
    const { model, prompt } = facetsOf(head, systemPrompt);
    if (model !== null) this.#models.add(model);
    if (prompt !== null) this.#prompts.add(prompt);
    if (head.createdAt !== null) this.#countTime(head.createdAt);
    if (head.promptWasInNameColumn) this.found("prompt_in_name_column");
    this.#judge(conversation);
  }

  found(code: FindingCode, count = 1): void {
    if (count > 0) this.#findings.set(code, (this.#findings.get(code) ?? 0) + count);
  }

  sums(): Omit<Inspection, "path" | "kind"> {
    return {
      conversations: this.#conversations,
      messages: this.#messages,
      roles: this.#roles.record(),
      models: this.#models.list(),
      systemPrompts: this.#prompts.list(),
      from: this.#from,
      to: this.#to,
      findings: [...this.#findings].map(([code, count]) => ({ code, count })).toSorted((a, b) => b.count - a.count),
    };
  }

  #countTime(time: string): void {
    if (this.#from === null || time < this.#from) this.#from = time;
    if (this.#to === null || time > this.#to) this.#to = time;
  }

  #judge({ messages, systemPrompt }: ReadConversation): void {
    if (messages.length === 0) {
      this.found("no_messages");
      return;
    }
    if (!messages.some(({ role }) => role === "assistant")) this.found("no_reply");
    if (messages.at(-1)?.role === "user") this.found("ends_with_user");
    if (messages.some(({ role }, at) => at > 0 && messages[at - 1]?.role === role)) this.found("consecutive_same_role");
    const whole = JSON.stringify([systemPrompt, messages]);
    if (!this.#seen.add(hash("sha256", whole, "base64"))) this.found("duplicate_conversation");
  }
}
