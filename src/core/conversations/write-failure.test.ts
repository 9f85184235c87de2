import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { writingFailure } from "./write-failure.ts";

it.each([
  ["SQLITE_FULL", "disk_full"],
  ["SQLITE_IOERR_SHMSIZE", "disk_full"],
  ["SQLITE_IOERR_WRITE", "not_writable"],
  ["SQLITE_READONLY_DBMOVED", "not_writable"],
  ["SQLITE_BUSY_SNAPSHOT", "busy"],
  ["SQLITE_CORRUPT_VTAB", "corrupt"],
  ["SQLITE_NOTADB", "not_a_database"],
])("a write that fails with %s is %s, with the hint for that", (sqlite, code) => {
  const failure = writingFailure(
    new Database.SqliteError("so it is", sqlite),
    "It failed",
    (known) => `hint: ${known}`,
  );
  expect(failure).toMatchObject({ code, message: "It failed: so it is.", hint: `hint: ${code}` });
});

it("hands on what is not SQLite's: a fault must not look like a full disk", () => {
  const fault = new TypeError("a fault");
  expect(writingFailure(fault, "It failed", () => "")).toBe(fault);
});
