import type Database from "better-sqlite3";
import { AppError } from "../../shared/errors.ts";
import { allHeads, bareHead, type ConversationHead, headFinder, ownMessages } from "./head.ts";
import type { Layout, MessageTable } from "./layout.ts";
import {
  conversationOf,
  type MessageRow,
  placeInConversation,
  readRows,
  rowsInFileOrder,
  rowsSorted,
  sortRows,
} from "./message-rows.ts";
import type { OpenedSource } from "./open.ts";
import { quoted } from "./schema.ts";
import { SeenIds } from "./seen-ids.ts";
import { readingFailure } from "./sqlite-error.ts";

export interface ScannedMessage {
  role: string;
  content: string;
}

/** One conversation as read from a file; its messages are in order, without a system prompt at their beginning. */
export interface ScannedConversation {
  id: string;
  model: string | null;
  provider: string | null;
  createdAt: string | null;
  systemPrompt: string | null;
  messages: ScannedMessage[];
}

/** The rows of one conversation do not stand together: what was yielded so far is void, scan again with `sorted`. */
export class InterleavedRows extends Error {
  override readonly name = "InterleavedRows";
}

/**
 * Yields every conversation, one at a time, in the order of first message rows; those without message rows come last.
 * Throws InterleavedRows, at any point, unless `sorted`, which orders by conversation first and costs a sort.
 * Throws AppError `no_conversations` where the file has none, `corrupt` and the like where it cannot be read.
 */
export function* scanConversations(
  source: OpenedSource,
  options: { sorted: boolean } = { sorted: false },
): Generator<ScannedConversation, void, undefined> {
  requireConversations(source.path, source.layout);
  for (const { head, messages, systemPrompt } of readConversations(source, options)) {
    if (head === null) continue;
    const { id, model, provider, createdAt } = head;
    yield { id, model, provider, createdAt, systemPrompt, messages };
  }
}

/** Throws `no_conversations`, naming what was found instead. */
export function requireConversations(path: string, layout: Layout): void {
  if (layout.conversations.length > 0 || layout.messages !== null) return;
  const tables = layout.tablesWithRows.slice(0, 12).join(", ");
  const found = tables === "" ? "none of its tables holds a row" : `the tables that hold rows are ${tables}`;
  throw new AppError("no_conversations", `${path} holds no conversations that could be recognised: ${found}.`, {
    hint: "Conversations are recognised as rows of messages with a role and a content, as lists of messages in JSON, or as pairs of prompt and response.",
  });
}

/** A conversation with its head, or, where `head` is null, messages whose conversation the file does not have. */
export interface ReadConversation {
  head: ConversationHead | null;
  systemPrompt: string | null;
  /** True where the system prompt was the first message. */
  promptIsMessage: boolean;
  messages: ScannedMessage[];
  indexes: number[];
}

/** As `scanConversations`, with all that is known of each conversation, and with the messages that belong to none. */
export function* readConversations(
  source: OpenedSource,
  { sorted }: { sorted: boolean },
): Generator<ReadConversation, void, undefined> {
  const { database, layout, path } = source;
  const seen = new SeenIds();
  let found = 0;
  try {
    if (layout.messages !== null) {
      for (const conversation of readMessageRows(database, layout, layout.messages, seen, sorted)) {
        if (conversation.head !== null) found += 1;
        yield conversation;
      }
    }
    yield* unreadConversations(source, seen, found);
  } catch (thrown) {
    throw readingFailure(thrown, path);
  }
}

/** A conversation that has a head. */
export type HeadedConversation = ReadConversation & { head: ConversationHead };

/** The conversations without rows of messages: all whose ids were not seen. `found` says how many heads were. */
export function* unreadConversations(
  source: OpenedSource,
  seen: SeenIds,
  found: number,
): Generator<HeadedConversation, void, undefined> {
  const { database, layout } = source;
  if (countHeads(source) <= found) return;
  for (const head of allHeads(database, layout.conversations)) {
    if (layout.messages === null || !seen.has(head.id)) yield withOwnMessages(head);
  }
}

/** How many rows say something of a conversation. */
export function countHeads({ database, layout }: OpenedSource): number {
  return layout.conversations.reduce((sum, { name }) => {
    const count = database
      .prepare<[], number>(`SELECT count(*) FROM ${quoted(name)}`)
      .pluck()
      .get();
    return sum + (count ?? 0);
  }, 0);
}

function* readMessageRows(
  database: Database.Database,
  layout: Layout,
  table: MessageTable,
  seen: SeenIds,
  sorted: boolean,
): Generator<ReadConversation, void, undefined> {
  const inOrder = sorted || table.rowKey === null;
  const chunks =
    sorted || table.rowKey === null
      ? rowsSorted(database, table, layout.conversations)
      : rowsInFileOrder(database, table);
  const heads = layout.conversations.length === 0 ? null : headFinder(database, layout.conversations);
  let current: string | null | undefined;
  let rows: MessageRow[] = [];
  const finish = (id: string | null): ReadConversation => {
    if (id !== null && !seen.add(id) && !inOrder) throw new InterleavedRows();
    const head = id === null ? null : heads === null ? bareHead(id) : heads.find(id);
    return assemble(head, table, sortRows(rows, placeInConversation));
  };
  for (const chunk of chunks) {
    for (const row of chunk) {
      const id = conversationOf(row);
      if (id !== current) {
        if (current !== undefined) yield finish(current);
        current = id;
        rows = [];
      }
      rows.push(row);
    }
  }
  if (current !== undefined) yield finish(current);
}

/** A conversation from its head and its sorted rows. A system message at the beginning is what was really said to it. */
export function assemble(
  head: ConversationHead | null,
  table: MessageTable,
  rows: readonly MessageRow[],
): ReadConversation {
  const said = readRows(table, rows);
  const described =
    head === null ? null : { ...head, model: head.model ?? said.model, createdAt: head.createdAt ?? said.createdAt };
  return takeSystemMessage(described, said.messages, said.indexes, head?.systemPrompt ?? said.systemPrompt);
}

/** A conversation whose messages stand in its own row, or that has none. */
export function withOwnMessages(head: ConversationHead): HeadedConversation {
  const messages = ownMessages(head);
  const indexes = messages.map((_, index) => index);
  return takeSystemMessage(head, messages, indexes, head.systemPrompt);
}

function takeSystemMessage<Head extends ConversationHead | null>(
  head: Head,
  messages: ScannedMessage[],
  indexes: number[],
  prompt: string | null,
): ReadConversation & { head: Head } {
  const [first] = messages;
  if (first === undefined || first.role !== "system" || first.content.trim() === "") {
    return { head, messages, indexes, systemPrompt: prompt, promptIsMessage: false };
  }
  return {
    head,
    messages: messages.slice(1),
    indexes: indexes.slice(1),
    systemPrompt: first.content,
    promptIsMessage: true,
  };
}
