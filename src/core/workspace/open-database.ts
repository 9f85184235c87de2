import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { explainSqlite, makeHandles, type ReadableDb, type WritableDb } from "./handles.ts";
import { migrate, type Migration } from "./migrate.ts";

const BUSY_TIMEOUT_MS = 10_000;

/** One database of ours: reading is free, writing goes through the one seam. */
export interface OwnDatabase {
  readonly path: string;
  readonly read: ReadableDb;
  /**
   * The write seam: one synchronous change in one immediate transaction, whole or not at all.
   * Errors of SQLite come out as AppError (`busy`, `disk_full`, `not_writable`, `corrupt`).
   */
  write<T>(change: (db: WritableDb) => T extends Promise<unknown> ? never : T): T;
  /** Changes whenever another connection has written. */
  dataVersion(): number;
  close(): void;
}

/** Whether a write-ahead log works in a folder: on network file systems its shared memory often does not. */
export function probeWal(folder: string): boolean {
  const path = join(folder, `.probe-${randomUUID()}.db`);
  try {
    const first = new Database(path);
    const mode = first.pragma("journal_mode = WAL", { simple: true });
    first.exec("CREATE TABLE probe (value INTEGER) STRICT; INSERT INTO probe VALUES (1)");
    const second = new Database(path);
    const seen = second.prepare("SELECT value FROM probe").pluck().get();
    second.close();
    first.close();
    return mode === "wal" && seen === 1;
  } catch {
    return false;
  } finally {
    for (const ending of ["", "-wal", "-shm", "-journal"]) rmSync(path + ending, { force: true });
  }
}

function connect(path: string): Database.Database {
  const connection = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  if (connection.pragma("journal_mode", { simple: true }) !== "wal") {
    connection.pragma(probeWal(dirname(path)) ? "journal_mode = WAL" : "journal_mode = DELETE");
  }
  // A job's attempt must be on the disk before the call that spends money.
  connection.pragma("synchronous = FULL");
  connection.pragma("foreign_keys = ON");
  connection.pragma("trusted_schema = OFF");
  return connection;
}

/** Opens one of our own databases, making or migrating it as needed; throws AppError where that cannot be done. */
export function openDatabase(path: string, migrations: Migration[], now: number): OwnDatabase {
  let connection: Database.Database | undefined;
  try {
    connection = connect(path);
    migrate(connection, migrations, now);
    return own(connection);
  } catch (error) {
    connection?.close();
    throw explainSqlite(error, path);
  }
}

function own(connection: Database.Database): OwnDatabase {
  const path = connection.name;
  const { readable, writable } = makeHandles(connection);
  return {
    path,
    read: readable,
    write(change) {
      try {
        return connection.transaction(() => change(writable)).immediate();
      } catch (error) {
        throw explainSqlite(error, path);
      }
    },
    dataVersion: () => Number(connection.pragma("data_version", { simple: true })),
    close: () => void connection.close(),
  };
}
