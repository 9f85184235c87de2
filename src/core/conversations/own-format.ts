import { randomUUID } from "node:crypto";
import type Database from "better-sqlite3";
import { AppError } from "../../shared/errors.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    name TEXT,
    system_prompt_name TEXT,
    system_prompt TEXT,
    model TEXT,
    summary TEXT
  );
  CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    message_index INTEGER NOT NULL,
    role TEXT NOT NULL,
    content TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS messages_by_conversation ON messages (conversation_id, message_index);
`;

const NEEDED = {
  conversations: ["id", "created_at", "system_prompt", "model"],
  messages: ["id", "conversation_id", "message_index", "role", "content"],
};

/** What is said of a conversation beside its messages. */
export interface NewHead {
  id: string;
  model: string;
  systemPrompt: string | null;
  /** Whose prompt it is. */
  systemPromptName: string | null;
}

export interface NewMessage {
  role: "user" | "assistant";
  content: string;
}

/** The format's own way of writing a time: local, ISO, without a zone. */
function localTime(now: Date): string {
  const shifted = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return shifted.toISOString().replace("Z", "");
}

function columnsOf(database: Database.Database, table: string): Map<string, string> {
  const columns = database.pragma(`table_info("${table}")`) as { name: string; type: string }[];
  return new Map(columns.map((column) => [column.name, column.type.toUpperCase()]));
}

/** Refuses a database that is neither empty nor of the public format, with `invalid_input`. */
export function assertPublicFormat(database: Database.Database, hint: string): void {
  const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get();
  if (tables === 0) return;
  for (const [table, needed] of Object.entries(NEEDED)) {
    const columns = columnsOf(database, table);
    const missing = needed.filter((column) => !columns.has(column));
    if (missing.length === 0) continue;
    throw new AppError(
      "invalid_input",
      `${database.name} is a database of another kind: its table ${table} lacks ${missing.join(", ")}.`,
      { hint },
    );
  }
}

/** Makes the public tables where they are missing. */
export function makePublicTables(database: Database.Database): void {
  database.exec(SCHEMA);
}

/** Adds a conversation without messages; call it in the transaction that adds them. */
export function insertHead(database: Database.Database, head: NewHead, now: Date): void {
  database
    .prepare("INSERT INTO conversations (id, created_at, system_prompt, model) VALUES (?, ?, ?, ?)")
    .run(head.id, localTime(now), head.systemPrompt, head.model);
  // The oldest files have no column for it.
  if (head.systemPromptName === null || !columnsOf(database, "conversations").has("system_prompt_name")) return;
  database.prepare("UPDATE conversations SET system_prompt_name = ? WHERE id = ?").run(head.systemPromptName, head.id);
}

/** Adds messages to a conversation, the first of them at that index. */
export function insertMessages(
  database: Database.Database,
  conversationId: string,
  first: number,
  messages: readonly NewMessage[],
): void {
  // Old files count their messages themselves.
  const counted = columnsOf(database, "messages").get("id")?.startsWith("INT") === true;
  const add = database.prepare(
    "INSERT INTO messages (id, conversation_id, message_index, role, content) VALUES (?, ?, ?, ?, ?)",
  );
  for (const [at, { role, content }] of messages.entries()) {
    add.run(counted ? null : randomUUID(), conversationId, first + at, role, content);
  }
}
