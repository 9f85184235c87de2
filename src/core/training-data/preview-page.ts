import type { PreviewItem, SkipReason } from "../../shared/contract/training-data.ts";
import type { ScannedConversation } from "../conversations/scan.ts";
import type { PreviewTask } from "../tasks/contract.ts";
import type { Onlooker } from "./collector.ts";
import { type EndReason, makeExample, messagesBehindExample } from "./rules.ts";

/** Characters of a message that are shown. */
const LONGEST_TEXT = 4_000;
/** Messages of one conversation that are shown. */
const MOST_MESSAGES = 400;
/** Characters of one page; what comes later on it is cut closer. */
const PAGE_CHARACTERS = 8_000_000;

type ShownMessage = PreviewItem["messages"][number];

interface Entry {
  item: Omit<PreviewItem, "side">;
  /** The number of its example; null where it gave none. */
  example: number | null;
}

/** Picks the conversations of one page of a view while all of them go by. */
export class PreviewPage implements Onlooker {
  /** The position of the source that is being read. */
  source = 0;
  readonly #task: PreviewTask;
  readonly #entries: Entry[] = [];
  #total = 0;
  #room = PAGE_CHARACTERS;

  constructor(task: PreviewTask) {
    this.#task = task;
  }

  /** How many conversations the view has had so far. */
  get total(): number {
    return this.#total;
  }

  /** The items of the page, when it is known which examples are for validation. */
  items(isValidation: (example: number) => boolean): PreviewItem[] {
    return this.#entries.map(({ item: { conversationId, source, ...rest }, example }) => ({
      conversationId,
      source,
      side: example === null ? null : isValidation(example) ? "validation" : "train",
      ...rest,
    }));
  }

  took(conversation: ScannedConversation, example: number, shortenedBy: EndReason | null): void {
    const { view, recipe } = this.#task;
    const isInView = view.kind === "examples" || (view.kind === "shortened" && shortenedBy !== null);
    if (!isInView || !this.#isOnPage()) return;
    const outcome = makeExample(conversation, recipe);
    const messages = outcome.kind === "example" ? outcome.example.messages.map(asLearned) : [];
    const behind = shortenedBy === null ? [] : messagesBehindExample(conversation, recipe).map(asStored);
    this.#put(conversation, example, shortenedBy, [...messages, ...behind]);
  }

  leftOut(conversation: ScannedConversation, reason: SkipReason): void {
    const { view } = this.#task;
    const isInView = view.kind === "left_out" && (view.reason === null || view.reason === reason);
    if (!isInView || !this.#isOnPage()) return;
    const { systemPrompt, messages } = conversation;
    const prompt = systemPrompt === null ? [] : [{ role: "system", content: systemPrompt }];
    this.#put(conversation, null, reason, [...prompt, ...messages].map(asStored));
  }

  mark(): () => void {
    const entries = this.#entries.length;
    const total = this.#total;
    const room = this.#room;
    return () => {
      this.#entries.length = entries;
      this.#total = total;
      this.#room = room;
    };
  }

  /** Counts one more of the view. */
  #isOnPage(): boolean {
    const { offset, limit } = this.#task;
    const position = this.#total;
    this.#total += 1;
    return position >= offset && position < offset + limit;
  }

  #put(
    { id }: ScannedConversation,
    example: number | null,
    reason: SkipReason | null,
    messages: readonly ShownMessage[],
  ): void {
    const shown = messages.slice(0, MOST_MESSAGES);
    const longest = Math.min(LONGEST_TEXT, Math.floor(this.#room / Math.max(1, shown.length)));
    const cut = shown.map((message) => cutTo(longest, message));
    this.#room -= cut.reduce((sum, { content }) => sum + content.length, 0);
    const omitted = messages.length - shown.length;
    this.#entries.push({ item: { conversationId: id, source: this.source, reason, messages: cut, omitted }, example });
  }
}

function asLearned(message: { role: string; content: string; weight?: 0 | 1 }): ShownMessage {
  const { role, content, weight } = message;
  return { role, content, isTrained: role === "assistant" && weight !== 0, isCut: false };
}

function asStored({ role, content }: { role: string; content: string }): ShownMessage {
  return { role, content, isTrained: false, isCut: false };
}

function cutTo(longest: number, message: ShownMessage): ShownMessage {
  const { content } = message;
  const isCut = content.length > longest;
  return { ...message, content: (isCut ? content.slice(0, longest) : content).toWellFormed(), isCut };
}
