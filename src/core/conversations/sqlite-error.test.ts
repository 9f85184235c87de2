import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { AppError } from "../../shared/errors.ts";
import { reading, readingFailure } from "./sqlite-error.ts";

it.each([
  ["SQLITE_CORRUPT_VTAB", "corrupt"],
  ["SQLITE_NOTADB", "not_a_database"],
  ["SQLITE_BUSY_SNAPSHOT", "busy"],
  ["SQLITE_LOCKED", "busy"],
  ["SQLITE_IOERR_SHORT_READ", "not_readable"],
  ["SQLITE_CANTOPEN_ISDIR", "not_readable"],
  ["SQLITE_FULL", "disk_full"],
  ["SQLITE_TOOBIG", "invalid_file"],
  ["SQLITE_ERROR", "invalid_file"],
])("%s reaches the user as %s, with the file's name and what to do, and never as a bug", (code, expected) => {
  const failure = readingFailure(new Database.SqliteError("what SQLite said", code), "/data/file.db");
  if (!(failure instanceof AppError)) throw new Error("it should be an AppError");
  expect(failure.code).toBe(expected);
  expect(failure.message).toContain("/data/file.db");
  expect(failure.hint).toBeTruthy();
});

it("leaves other errors alone, so that a bug is not taken for a damaged file", () => {
  const bug = new TypeError("x is not a function");
  expect(readingFailure(bug, "/data/file.db")).toBe(bug);
  expect(() =>
    reading("/data/file.db", () => {
      throw bug;
    }),
  ).toThrow(bug);
});
