import { randomUUID } from "node:crypto";
import { rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
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

/** A conversation to be kept in a database of the public format. */
export interface NewConversation {
  model: string;
  systemPrompt: string | null;
  messages: { role: "user" | "assistant"; content: string }[];
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

function assertWritable(database: Database.Database): void {
  const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get();
  if (tables === 0) return;
  for (const [table, needed] of Object.entries(NEEDED)) {
    const columns = columnsOf(database, table);
    const missing = needed.filter((column) => !columns.has(column));
    if (missing.length === 0) continue;
    throw new AppError(
      "invalid_input",
      `${database.name} is a database of another kind: its table ${table} lacks ${missing.join(", ")}.`,
      { hint: "Name a file that does not exist yet, or one that Tunewright has written." },
    );
  }
}

function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const code = /^SQLITE_(NOTADB|CORRUPT|FULL|BUSY)/.exec(error.code)?.[1];
  const meaning = { NOTADB: "not_a_database", CORRUPT: "corrupt", FULL: "disk_full", BUSY: "busy" } as const;
  const known = code === undefined ? "not_writable" : meaning[code as keyof typeof meaning];
  return new AppError(known, `The conversation could not be kept in ${path}: ${error.message}.`, {
    hint: "Name another file with --database.",
    cause: error,
  });
}

/**
 * Adds one conversation to a database of the public format, making the file where it is missing: whole or not at all.
 * Returns the conversation's id. A file of another kind is refused with `invalid_input` and left as it is.
 */
export function keepConversation(path: string, conversation: NewConversation, now: Date): string {
  let database: Database.Database | undefined;
  try {
    const opened = new Database(path, { timeout: 5_000 });
    database = opened;
    opened.pragma("trusted_schema = OFF");
    return opened.transaction(() => insert(opened, conversation, now)).immediate();
  } catch (error) {
    database?.close();
    removeIfEmpty(path);
    throw explain(error, path);
  } finally {
    database?.close();
  }
}

/** A file that was made for a conversation which then found no room. */
function removeIfEmpty(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path, { force: true });
}

/** Throws what `keepConversation` would throw because of the file, before anything was spent on a reply. */
export function assertCanKeep(path: string): void {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { fileMustExist: true, readonly: true });
    assertWritable(database);
  } catch (error) {
    // A file that is not there yet will be made; whether its folder allows that shows when it is.
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_CANTOPEN")) return;
    throw explain(error, path);
  } finally {
    database?.close();
  }
}

function insert(database: Database.Database, conversation: NewConversation, now: Date): string {
  assertWritable(database);
  database.exec(SCHEMA);
  const id = randomUUID();
  database
    .prepare("INSERT INTO conversations (id, created_at, system_prompt, model) VALUES (?, ?, ?, ?)")
    .run(id, localTime(now), conversation.systemPrompt, conversation.model);
  // Old files count their messages themselves.
  const counted = columnsOf(database, "messages").get("id")?.startsWith("INT") === true;
  const add = database.prepare(
    "INSERT INTO messages (id, conversation_id, message_index, role, content) VALUES (?, ?, ?, ?, ?)",
  );
  for (const [index, message] of conversation.messages.entries()) {
    add.run(counted ? null : randomUUID(), id, index, message.role, message.content);
  }
  return id;
}
