import Database from "better-sqlite3";
import { AppError } from "../../shared/errors.ts";

/** True for an error of SQLite itself whose code is this one or an extension of it (`SQLITE_IOERR` has many). */
export function isSqliteError(thrown: unknown, code: string): boolean {
  return thrown instanceof Database.SqliteError && (thrown.code === code || thrown.code.startsWith(`${code}_`));
}

/** What went wrong while a stranger's database was read, as an AppError; what is not SQLite's is handed back as it is. */
export function readingFailure(thrown: unknown, path: string): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Database.SqliteError)) return thrown;
  const primary = thrown.code.split("_").slice(0, 2).join("_");
  const said = `SQLite says: ${thrown.message}`;
  switch (primary) {
    case "SQLITE_CORRUPT":
    case "SQLITE_FORMAT":
      return new AppError("corrupt", `${path} is damaged (${said}).`, {
        hint: "Use a backup, or rescue what is left with: sqlite3 damaged.db .recover | sqlite3 rescued.db",
        cause: thrown,
      });
    case "SQLITE_NOTADB":
      return new AppError("not_a_database", `${path} is not an SQLite database (${said}).`, {
        hint: "Choose the database file itself. If it should be one, it is damaged: use a backup.",
        cause: thrown,
      });
    case "SQLITE_BUSY":
    case "SQLITE_LOCKED":
    case "SQLITE_PROTOCOL":
      return new AppError("busy", `Another program holds ${path} locked (${said}).`, {
        hint: "Wait until that program has finished writing, or close it, and try again.",
        cause: thrown,
      });
    case "SQLITE_FULL":
      return new AppError("disk_full", `There is no room left for SQLite's temporary files while reading ${path}.`, {
        hint: "Free some space in the system's temporary folder, or point TMPDIR to a larger disk.",
        cause: thrown,
      });
    case "SQLITE_CANTOPEN":
    case "SQLITE_PERM":
    case "SQLITE_AUTH":
    case "SQLITE_READONLY":
      return new AppError("not_readable", `${path} cannot be opened (${said}).`, {
        hint: "Check that you may read the file and its folder.",
        cause: thrown,
      });
    case "SQLITE_IOERR":
      return new AppError("not_readable", `Reading ${path} failed (${said}).`, {
        hint: "Check the disk or the network drive, or copy the file to a local disk and try again.",
        cause: thrown,
      });
    case "SQLITE_NOMEM":
    case "SQLITE_TOOBIG":
      return new AppError("invalid_file", `${path} holds a value too large to be read (${said}).`, {
        hint: "Remove the oversized row from a copy of the file.",
        cause: thrown,
      });
    default:
      return new AppError("invalid_file", `${path} cannot be read as a conversation database (${said}).`, {
        hint: "Its tables use something that Tunewright will not run or does not know. Export the data to plain tables.",
        cause: thrown,
      });
  }
}

/** Runs a reading of the file; SQLite's errors come out as AppErrors. */
export function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw readingFailure(thrown, path);
  }
}
