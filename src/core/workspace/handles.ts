import type Database from "better-sqlite3";
import { AppError } from "../../shared/errors.ts";

export type SqlValue = string | number | bigint | null;

/** A handle that can only read; a statement that writes is refused when it is prepared. */
export interface ReadableDb {
  /** The first row, or undefined. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SqlValue[]): Row[];
}

/** A handle inside a transaction: only the write seam gives one out. */
export interface WritableDb extends ReadableDb {
  /** Runs a statement that writes and returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number;
}

/** Both handles of one connection; statements are prepared once. */
export function makeHandles(connection: Database.Database): { readable: ReadableDb; writable: WritableDb } {
  const statements = new Map<string, Database.Statement>();
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const prepareReading = (sql: string) => {
    const statement = prepare(sql);
    if (!statement.readonly) throw new Error(`a reading handle was given a statement that writes: ${sql}`);
    return statement;
  };
  const readable: ReadableDb = {
    get: <Row>(sql: string, ...values: SqlValue[]) => prepareReading(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SqlValue[]) => prepareReading(sql).all(...values) as Row[],
  };
  const writable: WritableDb = { ...readable, run: (sql, ...values) => prepare(sql).run(...values).changes };
  return { readable, writable };
}

const EXPLAINED: Record<string, { code: AppError["code"]; what: string; hint: string }> = {
  SQLITE_BUSY: { code: "busy", what: "is in use by another process", hint: "Try again in a moment." },
  SQLITE_FULL: { code: "disk_full", what: "could not grow: the disk is full", hint: "Free some space and try again." },
  // The shared memory of the log could not be made as large as it has to be.
  SQLITE_IOERR_SHMSIZE: {
    code: "disk_full",
    what: "could not grow: the disk is full",
    hint: "Free some space and try again.",
  },
  SQLITE_READONLY: { code: "not_writable", what: "cannot be written", hint: "Check the permissions of the folder." },
  SQLITE_CANTOPEN: { code: "not_writable", what: "cannot be opened", hint: "Check the permissions of the folder." },
  SQLITE_IOERR: { code: "not_writable", what: "could not be read or written", hint: "Check the disk it lies on." },
  SQLITE_CORRUPT: {
    code: "corrupt",
    what: "is damaged",
    hint: "A backup from before the last update is in `backups` beside it.",
  },
  SQLITE_NOTADB: {
    code: "corrupt",
    what: "is not a database",
    hint: "Move it away to start anew; backups are in `backups` beside it.",
  },
};

/** An error of SQLite about one of our own databases as an AppError; anything else is returned as it is. */
export function explainSqlite(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof Error) || !("code" in thrown) || typeof thrown.code !== "string") return thrown;
  const kind = Object.keys(EXPLAINED).find(
    (name) => thrown.code === name || String(thrown.code).startsWith(`${name}_`),
  );
  const explained = kind === undefined ? undefined : EXPLAINED[kind];
  if (explained === undefined) return thrown;
  return new AppError(explained.code, `${path} ${explained.what} (${thrown.message}).`, {
    hint: explained.hint,
    cause: thrown,
  });
}
