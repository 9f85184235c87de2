import type { ConversationPart, ConversationTable, MappedTable, MessageTable } from "./layout.ts";
import { quoted } from "./schema.ts";

/** The column of a part, as SQL; NULL where the table has none. */
export function columnSql<P extends string>(table: MappedTable<P>, part: P): string {
  const name = table.columns[part];
  return name === undefined ? "NULL" : quoted(name);
}

/** An expression's value as the text under which an id is known; the same as `idText` makes of it. */
export function idTextSql(expression: string): string {
  return `CASE typeof(${expression}) WHEN 'blob' THEN lower(hex(${expression})) ELSE CAST(${expression} AS TEXT) END`;
}

/** The id of a row of conversations as text; without an id column, the row's own. */
export function conversationIdSql(table: ConversationTable): string {
  return idTextSql(conversationKeySql(table));
}

/** The id of a row of conversations as it is stored. */
export function conversationKeySql(table: ConversationTable): string {
  return table.columns.id === undefined ? (table.rowKey ?? "NULL") : quoted(table.columns.id);
}

/** The id by which a message names its conversation, as text. Without such a column all rows are one conversation. */
export function messageConversationSql(table: MessageTable): string {
  const name = table.columns.conversation;
  if (name === undefined) return "'1'";
  return table.conversationIsText ? quoted(name) : idTextSql(quoted(name));
}

/** What a table's rows are ordered by: the row id, or all that is known of a table without. */
export function rowOrderSql(table: MappedTable<string>): string {
  return table.rowKey ?? "1";
}

/** The columns that make a head, in the order in which `headOf` reads them. */
export const HEAD_PARTS = [
  "createdAt",
  "name",
  "model",
  "provider",
  "summary",
  "systemPromptName",
  "systemPrompt",
  "config",
  "userMessage",
  "assistantResponse",
  "messagesJson",
] as const satisfies readonly ConversationPart[];
