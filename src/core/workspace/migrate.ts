import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type Database from "better-sqlite3";
import { AppError } from "../../shared/errors.ts";

/** One step of a schema; `version` becomes the file's user_version once it has run. */
export interface Migration {
  version: number;
  sql: string;
}

const FILE_NAME = /\/(\d{4})-[a-z0-9-]+\.sql$/;

/** The migrations in a folder's files, in order; a wrong name or a version used twice is a fault of the build. */
export function orderMigrations(files: Record<string, string>): Migration[] {
  const migrations = Object.entries(files).map(([path, sql]) => {
    const version = FILE_NAME.exec(path)?.[1];
    if (version === undefined) throw new Error(`a migration's file is named NNNN-words.sql, not ${path}`);
    return { version: Number(version), sql };
  });
  migrations.sort((a, b) => a.version - b.version);
  const twice = migrations.find((migration, at) => migrations[at + 1]?.version === migration.version);
  if (twice !== undefined) throw new Error(`two migrations have the version ${twice.version}`);
  return migrations;
}

function readVersion(connection: Database.Database): number {
  return Number(connection.pragma("user_version", { simple: true }));
}

/** Keeps a copy of the database as it was, in `backups` beside it, and returns the copy's path. */
function backUp(connection: Database.Database, version: number, now: number): string {
  const folder = join(dirname(connection.name), "backups");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const moment = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  const path = join(folder, `${basename(connection.name, ".db")}-v${version}-${moment}.db`);
  connection.prepare("VACUUM INTO ?").run(path);
  return path;
}

/**
 * Brings a database to the newest version; one that already holds data is backed up first.
 * A database from a newer version is refused with `too_new` and left as it is.
 */
export function migrate(connection: Database.Database, migrations: Migration[], now: number): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = readVersion(connection);
  if (found > newest) {
    throw new AppError(
      "too_new",
      `${connection.name} was written by a newer version of Tunewright (schema ${found}, this one knows ${newest}).`,
      { hint: "Update Tunewright, or point TUNEWRIGHT_HOME at another folder." },
    );
  }
  if (found === newest) return;
  if (found > 0) backUp(connection, found, now);
  connection
    .transaction(() => {
      // Another process may have migrated while this one waited for the lock.
      const current = readVersion(connection);
      for (const { version, sql } of migrations.filter((migration) => migration.version > current)) {
        connection.exec(sql);
        connection.pragma(`user_version = ${version}`);
      }
    })
    .immediate();
}
