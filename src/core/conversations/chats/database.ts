import { statSync } from "node:fs";
import Database from "better-sqlite3";
import type { ErrorCode } from "../../../shared/errors.ts";
import { assertPublicFormat, makePublicTables } from "../own-format.ts";
import { hasRows } from "../schema.ts";
import { removeIfEmpty, writingFailure } from "../write-failure.ts";
import { SIDE_TABLES } from "./schema.ts";

/** Waiting blocks the process, so it is short; whoever must write tries again. */
const BUSY_TIMEOUT_MS = 1_000;

/**
 * The conversations made here. The file is opened for each look and each change: it may be moved, replaced or restored
 * at any time, and a connection that is kept would write into a file that is no longer there.
 */
export interface ChatDatabase {
  readonly path: string;
  /** Whether something whole was said: a file of nothing but begun chats has no conversation to show or to train on. */
  holdsConversations(): boolean;
  /** Reads one state of the file; null where there is no file, or no chat was ever made in it. */
  read<T>(look: (database: Database.Database) => T): T | null;
  /** Changes the file, whole or not at all; null where there is no file. */
  write<T>(change: (database: Database.Database) => T): T | null;
  /** As `write`, and makes the file where it is missing. */
  make<T>(change: (database: Database.Database) => T): T;
}

/** Looks at nothing yet. Every method throws AppError where the file is of another kind or cannot be used. */
export function openChatDatabase(path: string): ChatDatabase {
  const open = (): Database.Database => {
    const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    for (const pragma of ["trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON"]) database.pragma(pragma);
    return database;
  };
  const using = <T>(use: (database: Database.Database) => T): T => {
    let database: Database.Database | undefined;
    try {
      database = open();
      return use(database);
    } catch (error) {
      throw writingFailure(error, `${path} cannot be used`, hintOf);
    } finally {
      database?.close();
    }
  };
  const isThere = () => statSync(path, { throwIfNoEntry: false }) !== undefined;

  const make = <T>(change: (database: Database.Database) => T): T => {
    try {
      return using((database) => {
        const whole = database.transaction(() => {
          assertPublicFormat(database, MOVE_IT);
          makePublicTables(database);
          database.exec(SIDE_TABLES);
          return change(database);
        });
        return whole.immediate();
      });
    } catch (error) {
      removeIfEmpty(path);
      throw error;
    }
  };
  /** Looks at one state of the file, where it has that table. */
  const look = <T>(table: string, see: (database: Database.Database) => T): T | null => {
    if (!isThere()) return null;
    return using((database) => {
      const seen = database.transaction(() => {
        assertPublicFormat(database, MOVE_IT);
        return hasTable(database, table) ? see(database) : null;
      });
      return seen();
    });
  };
  return {
    path,
    holdsConversations: () => look("conversations", (database) => hasRows(database, "conversations")) ?? false,
    read: (see) => look("tunewright_pending", see),
    write: (change) => (isThere() ? make(change) : null),
    make,
  };
}

function hasTable(database: Database.Database, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

const MOVE_IT = "Move or rename conversations.db in the data folder; a new one is made with the next chat.";

function hintOf(code: ErrorCode): string {
  switch (code) {
    case "disk_full":
      return "Free some space and try again.";
    case "busy":
      return "Wait until the other program has finished with it, and try again.";
    case "not_writable":
      return "Check that conversations.db in the data folder, and the folder itself, may be written, and that the disk is sound.";
    default:
      return MOVE_IT;
  }
}
