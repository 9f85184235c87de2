import { createHash, randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../shared/errors.ts";
import { ID_BYTES, makeId } from "../../shared/ids.ts";
import { acquireLease, type Lease, thisProcess } from "./leases.ts";
import { openDatabase, type OwnDatabase } from "./open-database.ts";
import { textsMigrations, tunewrightMigrations } from "./schemas.ts";
import { messageOf } from "../../shared/thrown.ts";

/** Everything of ours that lasts: the job database, the texts, and the folder they lie in. */
export interface Workspace extends Pick<OwnDatabase, "read" | "write" | "dataVersion"> {
  readonly folder: string;
  readonly now: () => number;
  /** A fresh id with that prefix. */
  newId(prefix: string): string;
  /** Keeps a text and returns its hash; to be called before the row that names it is written. */
  keepText(text: string): string;
  /** The text of a hash; an unknown one means that the workspace is damaged, and throws `corrupt`. */
  readText(hash: string): string;
  /** Takes a lease, or returns null while somebody else holds it. */
  lease(name: string): Lease | null;
  close(): void;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new AppError("not_writable", `The data folder ${folder} cannot be used: ${messageOf(error)}.`, {
      hint: "Make it writable, or point TUNEWRIGHT_HOME at another folder.",
      cause: error,
    });
  }
}

/** Opens the workspace in a folder, which is made where it is missing; throws AppError where that cannot be done. */
export function openWorkspace(folder: string, now: () => number = Date.now): Workspace {
  makeFolder(folder);
  const main = openDatabase(join(folder, "tunewright.db"), tunewrightMigrations, now());
  const texts = openDatabase(join(folder, "texts.db"), textsMigrations, now());
  const us = thisProcess();
  return {
    folder,
    now,
    read: main.read,
    write: main.write,
    dataVersion: main.dataVersion,
    newId: (prefix) => makeId(prefix, randomBytes(ID_BYTES)),
    keepText(text) {
      const hash = createHash("sha256").update(text, "utf8").digest("hex");
      texts.write((db) => db.run("INSERT OR IGNORE INTO texts (hash, text) VALUES (?, ?)", hash, text));
      return hash;
    },
    readText(hash) {
      const row = texts.read.get<{ text: string }>("SELECT text FROM texts WHERE hash = ?", hash);
      if (row !== undefined) return row.text;
      throw new AppError("corrupt", `${texts.path} lacks a text that ${main.path} names (${hash.slice(0, 12)}…).`, {
        hint: "Put both files back from the same backup.",
      });
    },
    lease: (name) => acquireLease(main, name, us, now),
    close() {
      main.close();
      texts.close();
    },
  };
}
