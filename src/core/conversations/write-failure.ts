import { rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { AppError, type ErrorCode } from "../../shared/errors.ts";

const MEANINGS: Readonly<Record<string, ErrorCode>> = {
  SQLITE_NOTADB: "not_a_database",
  SQLITE_CORRUPT: "corrupt",
  SQLITE_FULL: "disk_full",
  // The shared memory of the log could not be made as large as it has to be.
  SQLITE_IOERR_SHMSIZE: "disk_full",
  SQLITE_BUSY: "busy",
};

/** An error of SQLite as an AppError that begins with `what`; anything else is handed back as it is. */
export function writingFailure(error: unknown, what: string, hintOf: (code: ErrorCode) => string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const code = MEANINGS[error.code] ?? MEANINGS[error.code.split("_").slice(0, 2).join("_")] ?? "not_writable";
  return new AppError(code, `${what}: ${error.message}.`, { hint: hintOf(code), cause: error });
}

/** Removes a file that was made for something which then found no room. */
export function removeIfEmpty(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true && found.size === 0) rmSync(path, { force: true });
}
