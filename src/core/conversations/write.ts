import { randomUUID } from "node:crypto";
import Database from "better-sqlite3";
import { assertPublicFormat, insertHead, insertMessages, makePublicTables, type NewMessage } from "./own-format.ts";
import { removeIfEmpty, writingFailure } from "./write-failure.ts";

const ANOTHER_KIND = "Name a file that does not exist yet, or one that Tunewright has written.";
const ANOTHER_FILE = "Name another file with --database.";

/** A conversation to be kept in a database of the public format. */
export interface NewConversation {
  model: string;
  systemPrompt: string | null;
  messages: NewMessage[];
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
    throw notKept(error, path);
  } finally {
    database?.close();
  }
}

/** Throws what `keepConversation` would throw because of the file, before anything was spent on a reply. */
export function assertCanKeep(path: string): void {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { fileMustExist: true, readonly: true });
    assertPublicFormat(database, ANOTHER_KIND);
  } catch (error) {
    // A file that is not there yet will be made; whether its folder allows that shows when it is.
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_CANTOPEN")) return;
    throw notKept(error, path);
  } finally {
    database?.close();
  }
}

function notKept(error: unknown, path: string): unknown {
  return writingFailure(error, `The conversation could not be kept in ${path}`, () => ANOTHER_FILE);
}

function insert(database: Database.Database, { model, systemPrompt, messages }: NewConversation, now: Date): string {
  assertPublicFormat(database, ANOTHER_KIND);
  makePublicTables(database);
  const id = randomUUID();
  insertHead(database, { id, model, systemPrompt, systemPromptName: null }, now);
  insertMessages(database, id, 0, messages);
  return id;
}
