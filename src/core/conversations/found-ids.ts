import type Database from "better-sqlite3";
import type { ConversationTable, Layout, MessageTable } from "./layout.ts";
import { isExchanges } from "./message-rows.ts";
import { quoted } from "./schema.ts";
import { columnSql, conversationIdSql, messageConversationSql, rowOrderSql } from "./sql.ts";
import { readSystemPrompt } from "./system-prompt.ts";
import { type SqlValue, textOf, textOrNull } from "./values.ts";

/**
 * The ids of all conversations in which the text occurs (null: of all), newest first as their own times sort, later
 * rows first where those agree.
 */
export function findIds(database: Database.Database, layout: Layout, search: string | null): string[] {
  if (search !== null) defineSearch(database, search);
  return database
    .prepare<[], string>(
      `SELECT id FROM (${foundSql(layout, search !== null)}) ORDER BY created DESC, part DESC, place DESC`,
    )
    .pluck()
    .all();
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
function foundSql(layout: Layout, searched: boolean): string {
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
