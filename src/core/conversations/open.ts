import Database from "better-sqlite3";
import { accessSync, closeSync, constants, existsSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { AppError } from "../../shared/errors.ts";
import type { Layout } from "./layout.ts";
import { makePrivateCopy } from "./private-copy.ts";
import { recognise } from "./recognise.ts";
import { type Signature, SIGNATURE_BYTES, signatureOf } from "./signature.ts";
import { isSqliteError, readingFailure } from "./sqlite-error.ts";
import { messageOf } from "../../shared/thrown.ts";

/** How long another program's lock is waited for, in milliseconds. */
export const BUSY_TIMEOUT_MS = 2_000;

/** What every connection to a stranger's database is told first. */
export const CAUTIOUS_PRAGMAS = ["trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON"];

/** A stranger's database, open for reading only; disposing closes it and removes a private copy. */
export interface OpenedSource extends Disposable {
  /** The file as it was asked for, absolute. */
  readonly path: string;
  readonly database: Database.Database;
  readonly layout: Layout;
  /** True where what is open is a copy of ours and not the file itself. */
  readonly isPrivateCopy: boolean;
}

/**
 * Opens a database without changing a byte of it or of its folder: in place where reading leaves no trace, else as a
 * private copy. Throws AppError `not_found`, `not_readable`, `not_a_database`, `encrypted`, `corrupt` or `busy`.
 */
export function openSource(path: string): OpenedSource {
  const asked = resolve(path);
  using opened = new DisposableStack();
  try {
    const { file, signature } = examineFile(asked);
    if (signature.kind !== "sqlite") throw notADatabase(asked, signature);
    const database = openDatabase(file, signature, opened);
    const layout = recognise(database);
    const cleanup = opened.move();
    const isPrivateCopy = realpathSync(database.name) !== file;
    return { path: asked, database, layout, isPrivateCopy, [Symbol.dispose]: () => cleanup.dispose() };
  } catch (thrown) {
    throw readingFailure(thrown, asked);
  }
}

/** The file behind the path, links followed, and what its first bytes say. Throws `not_found` and `not_readable`. */
export function examineFile(path: string): { file: string; signature: Signature; bytes: number } {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
      throw new AppError("not_found", `There is no file ${path}.`, { hint: "Check the path and its spelling." });
    }
    if (!stat.isFile()) {
      throw new AppError("not_readable", `${path} is ${stat.isDirectory() ? "a folder" : "no ordinary file"}.`, {
        hint: "Name the file itself.",
      });
    }
    accessSync(path, constants.R_OK);
    const file = realpathSync(path);
    return { file, signature: signatureOf(firstBytes(file), stat.size), bytes: stat.size };
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError("not_readable", `${path} may not be read: ${messageOf(thrown)}.`, {
      hint: "Ask its owner for permission to read it, or copy it to a place of your own.",
      cause: thrown,
    });
  }
}

function firstBytes(file: string): Buffer {
  const head = Buffer.alloc(SIGNATURE_BYTES);
  const descriptor = openSync(file, "r");
  try {
    return head.subarray(0, readSync(descriptor, head, 0, SIGNATURE_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** What to say of a file that is no SQLite database. */
function notADatabase(path: string, signature: Exclude<Signature, { kind: "sqlite" }>): AppError {
  const choose = "Choose the database file itself; its first bytes read “SQLite format 3”.";
  switch (signature.kind) {
    case "scrambled":
      return new AppError(
        "encrypted",
        `${path} is either an encrypted database or no SQLite database at all: its bytes look random from the first on, and without the key the two cannot be told apart.`,
        { hint: "If it is encrypted, save an unencrypted copy with the program that made it, and open that." },
      );
    case "empty":
      return new AppError("not_a_database", `${path} is empty: it has no bytes.`, { hint: choose });
    case "text":
      return new AppError("not_a_database", `${path} is a text file and no SQLite database.`, { hint: choose });
    case "known":
      return new AppError("not_a_database", `${path} is ${signature.name} and no SQLite database.`, {
        hint: "Unpack or convert it first.",
      });
    case "other":
      break;
  }
  return new AppError("not_a_database", `${path} is no SQLite database: its first bytes are not those of one.`, {
    hint: choose,
  });
}

type SqliteSignature = Extract<Signature, { kind: "sqlite" }>;

function openDatabase(file: string, signature: SqliteSignature, opened: DisposableStack): Database.Database {
  const companions = { wal: existsSync(`${file}-wal`), shm: existsSync(`${file}-shm`) };
  const journal = existsSync(`${file}-journal`);
  if (!companions.wal && !journal) refuseCutOff(file, signature);
  if (opensInPlace(signature.walMode, companions) && file === file.trim()) {
    try {
      return openHandle(file, { readonly: true }, opened);
    } catch (thrown) {
      // A journal that must be rolled back, or an -shm that may not be written: nothing to be done in place.
      if (!isSqliteError(thrown, "SQLITE_READONLY") && !isSqliteError(thrown, "SQLITE_CANTOPEN")) throw thrown;
    }
  }
  const present = ["-wal", "-journal"].filter((suffix) => existsSync(file + suffix));
  const copy = opened.use(makePrivateCopy(file, present));
  return openHandle(copy.path, { readonly: false }, opened);
}

/**
 * In write-ahead mode SQLite makes `-wal` and `-shm` beside the file unless both are there, which is a live writer.
 * In rollback mode reading makes nothing.
 */
function opensInPlace(walMode: boolean, companions: { wal: boolean; shm: boolean }): boolean {
  return companions.wal ? companions.shm : !walMode;
}

function refuseCutOff(file: string, { expectedBytes }: SqliteSignature): void {
  const { size } = statSync(file);
  if (expectedBytes === null || size >= expectedBytes) return;
  throw new AppError("corrupt", `${file} is cut off: it should be ${expectedBytes} bytes long and has ${size}.`, {
    hint: "Copy or download it again; an interrupted copy looks like this.",
  });
}

function openHandle(file: string, options: { readonly: boolean }, opened: DisposableStack): Database.Database {
  const database = new Database(file, { ...options, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    for (const pragma of CAUTIOUS_PRAGMAS) database.pragma(pragma);
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  opened.defer(() => database.close());
  return database;
}
