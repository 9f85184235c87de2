import type Database from "better-sqlite3";
import type { ConversationPage, ConversationSummary } from "../../shared/contract/conversations.ts";
import { bareHead, type ConversationHead, exchangeMessages, headFinder, ownMessages } from "./head.ts";
import type { ConversationTable, Layout, MessageTable } from "./layout.ts";
import type { OpenedSource } from "./open.ts";
import { isExchanges } from "./message-rows.ts";
import { roleOf } from "./roles.ts";
import { requireConversations } from "./scan.ts";
import { quoted } from "./schema.ts";
import { columnSql, conversationIdSql, messageConversationSql, rowOrderSql } from "./sql.ts";
import { reading } from "./sqlite-error.ts";
import { readSystemPrompt } from "./system-prompt.ts";
import { idText, type SqlValue, textOf, textOrNull } from "./values.ts";

/** Characters of a preview. */
const PREVIEW = 200;

export interface ListOptions {
  /** A text to be found in messages, names and system prompts, whatever its case. */
  search?: string | undefined;
  limit: number;
  offset: number;
}

/**
 * A page of conversations, newest first as their own times sort, later rows first where those agree; `total` counts
 * all that the search finds. Throws `no_conversations` where the file has none.
 */
export function listConversations(source: OpenedSource, { search, limit, offset }: ListOptions): ConversationPage {
  const { database, layout, path } = source;
  requireConversations(path, layout);
  return reading(path, () => {
    const needle = search === undefined || search === "" ? null : search;
    if (needle !== null) defineSearch(database, needle);
    const found = foundIds(layout, needle !== null);
    const total = database.prepare<[], number>(`SELECT count(*) FROM (${found})`).pluck().get() ?? 0;
    const ids = database
      .prepare<[number, number], string>(
        `SELECT id FROM (${found}) ORDER BY created DESC, part DESC, place DESC LIMIT ? OFFSET ?`,
      )
      .pluck()
      .all(limit, offset);
    return { total, conversations: summaries(database, layout, ids) };
  });
}

/** Two functions of this connection, for its own queries only: a file's views and triggers cannot call them. */
function defineSearch(database: Database.Database, needle: string): void {
  const options = { deterministic: true, directOnly: true };
  const wanted = needle.toLowerCase();
  const contains = (value: SqlValue) => (textOf(value).toLowerCase().includes(wanted) ? 1 : 0);
  database.function("tunewright_found", options, contains);
  database.function("tunewright_prompt_found", options, (prompt: SqlValue, name: SqlValue) =>
    contains(readSystemPrompt(textOrNull(prompt), textOrNull(name)).systemPrompt),
  );
}

/** A query of [id, created, part, place], one row a conversation. */
function foundIds(layout: Layout, searched: boolean): string {
  const { conversations, messages } = layout;
  if (conversations.length === 0) return messages === null ? "" : idsOfMessages(messages, searched);
  return conversations
    .map((table, part) => {
      const condition = searched ? `WHERE ${headFound(table, messages)}` : "";
      return `SELECT ${conversationIdSql(table)} AS id, ${columnSql(table, "createdAt")} AS created, ${part} AS part,
        ${rowOrderSql(table)} AS place FROM ${quoted(table.name)} ${condition}`;
    })
    .join(" UNION ALL ");
}

function headFound(table: ConversationTable, messages: MessageTable | null): string {
  const texts = [
    columnSql(table, "name"),
    columnSql(table, "config"),
    columnSql(table, "userMessage"),
    columnSql(table, "assistantResponse"),
    columnSql(table, "messagesJson"),
  ].filter((column) => column !== "NULL");
  const conditions = texts.map((column) => `tunewright_found(${column})`);
  conditions.push(
    `tunewright_prompt_found(${columnSql(table, "systemPrompt")}, ${columnSql(table, "systemPromptName")})`,
  );
  if (messages !== null) {
    conditions.push(
      `${conversationIdSql(table)} IN (SELECT ${messageConversationSql(messages)} FROM ${quoted(messages.name)}
        WHERE ${messageFound(messages)})`,
    );
  }
  return conditions.join(" OR ");
}

function messageFound(table: MessageTable): string {
  const parts = isExchanges(table) ? (["prompt", "response", "system"] as const) : (["content"] as const);
  return parts.map((part) => `tunewright_found(${columnSql(table, part)})`).join(" OR ");
}

function idsOfMessages(table: MessageTable, searched: boolean): string {
  const id = messageConversationSql(table);
  const found = searched ? `HAVING max(${messageFound(table)})` : "";
  return `SELECT ${id} AS id, min(${columnSql(table, "createdAt")}) AS created, 0 AS part, min(${rowOrderSql(table)}) AS place
    FROM ${quoted(table.name)} WHERE ${id} IS NOT NULL GROUP BY ${id} ${found}`;
}

function summaries(database: Database.Database, layout: Layout, ids: readonly string[]): ConversationSummary[] {
  const counted = layout.messages === null ? new Map<string, Counted>() : countMessages(database, layout.messages, ids);
  const heads = layout.conversations.length === 0 ? null : headFinder(database, layout.conversations);
  return ids.map((id) => summaryOf(heads?.find(id) ?? bareHead(id), counted.get(id)));
}

function summaryOf(head: ConversationHead, counted: Counted | undefined): ConversationSummary {
  const { messages, preview, model, createdAt } = counted ?? countOwn(head);
  return {
    id: head.id,
    createdAt: head.createdAt ?? createdAt,
    name: head.name,
    model: head.model ?? model,
    systemPromptName: head.systemPromptName,
    messages,
    preview: cut(preview ?? ""),
  };
}

interface Counted {
  messages: number;
  /** The beginning of the first user message, null before one was seen. */
  preview: string | null;
  model: string | null;
  createdAt: string | null;
}

function countOwn(head: ConversationHead): Counted {
  const messages = ownMessages(head);
  const said = messages[0]?.role === "system" ? messages.slice(1) : messages;
  const preview = said.find((message) => message.role === "user")?.content ?? null;
  return { messages: said.length, preview, model: null, createdAt: null };
}

type CountedRow = [id: SqlValue, first: SqlValue, second: SqlValue, model: SqlValue, createdAt: SqlValue];

/** Counts the messages of these conversations in one pass over the table, which has no index to find them by. */
function countMessages(database: Database.Database, table: MessageTable, ids: readonly string[]): Map<string, Counted> {
  const exchanges = isExchanges(table);
  const begin = (part: "content" | "prompt" | "response") => `substr(${columnSql(table, part)}, 1, ${PREVIEW + 1})`;
  const said = exchanges ? [begin("prompt"), begin("response")] : [columnSql(table, "role"), begin("content")];
  const id = messageConversationSql(table);
  const rows = database
    .prepare<string[], CountedRow>(
      `SELECT ${[id, ...said, columnSql(table, "model"), columnSql(table, "createdAt")].join(", ")} FROM ${quoted(table.name)}
       WHERE ${id} IN (${ids.map(() => "?").join(", ")}) ORDER BY ${id}, ${columnSql(table, "order")}, ${rowOrderSql(table)}`,
    )
    .raw();
  const counted = new Map<string, Counted>();
  for (const [key, first, second, model, createdAt] of rows.iterate(...ids)) {
    const name = idText(key) ?? "";
    const entry = counted.get(name);
    const known = entry ?? { messages: 0, preview: null, model: textOrNull(model), createdAt: textOrNull(createdAt) };
    if (entry === undefined) counted.set(name, known);
    const messages = exchanges
      ? exchangeMessages(first, second)
      : [{ role: roleOf(textOf(first)), content: textOf(second) }];
    for (const message of messages) {
      if (message.role === "user") known.preview ??= message.content;
      const isPrompt = message.role === "system" && entry === undefined && known.messages === 0;
      if (!isPrompt) known.messages += 1;
    }
  }
  return counted;
}

function cut(text: string): string {
  return (text.length > PREVIEW ? `${text.slice(0, PREVIEW - 1).trimEnd()}…` : text).toWellFormed();
}
