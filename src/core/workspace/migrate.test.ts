import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { orderMigrations } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";
import { textsMigrations, tunewrightMigrations } from "./schemas.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-migrate-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const first = { version: 10, sql: "CREATE TABLE one (value TEXT) STRICT" };
const second = { version: 20, sql: "ALTER TABLE one ADD COLUMN other TEXT" };
const broken = { version: 30, sql: "CREATE TABLE two (value TEXT) STRICT; CREATE TABLE one (value TEXT) STRICT" };

function versionOf(path: string): unknown {
  const database = new Database(path, { readonly: true });
  try {
    return database.pragma("user_version", { simple: true });
  } finally {
    database.close();
  }
}

describe("migrate", () => {
  it("brings a new file to the newest version without a backup of nothing", () => {
    const path = join(folder, "a.db");
    openDatabase(path, [first, second], 0).close();
    expect(versionOf(path)).toBe(20);
    expect(existsSync(join(folder, "backups"))).toBe(false);
  });

  it("keeps a backup with the old rows before it changes anything", () => {
    const path = join(folder, "a.db");
    const old = openDatabase(path, [first], 0);
    old.write((db) => db.run("INSERT INTO one (value) VALUES ('kept')"));
    old.close();
    openDatabase(path, [first, second], 0).close();
    const [backup = ""] = readdirSync(join(folder, "backups"));
    const copy = new Database(join(folder, "backups", backup), { readonly: true });
    expect(copy.prepare("SELECT * FROM one").all()).toEqual([{ value: "kept" }]);
    copy.close();
    expect(versionOf(path)).toBe(20);
  });

  it("leaves the database at its old version when a step fails half way", () => {
    const path = join(folder, "a.db");
    openDatabase(path, [first], 0).close();
    expect(() => openDatabase(path, [first, broken], 0)).toThrow(/already exists/);
    const database = new Database(path, { readonly: true });
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'two'").all()).toEqual([]);
    database.close();
    expect(versionOf(path)).toBe(10);
  });

  it("refuses a database from a newer version and does not touch it", () => {
    const path = join(folder, "a.db");
    openDatabase(path, [first, second], 0).close();
    expect(() => openDatabase(path, [first], 0)).toThrow(
      expect.objectContaining({ code: "too_new", message: expect.stringContaining("newer version") }),
    );
    expect(versionOf(path)).toBe(20);
  });

  it("refuses names out of form and versions used twice, which would run in no certain order", () => {
    expect(() => orderMigrations({ "./m/first.sql": "" })).toThrow(/NNNN/);
    expect(() => orderMigrations({ "./m/0010-a.sql": "", "./m/0010-b.sql": "" })).toThrow(/10/);
    expect(orderMigrations({ "./m/0020-b.sql": "b", "./m/0010-a.sql": "a" }).map((one) => one.version)).toEqual([
      10, 20,
    ]);
  });
});

describe("the schemas", () => {
  it.each([
    ["tunewright", tunewrightMigrations],
    ["texts", textsMigrations],
  ])("%s only ever adds", (_, migrations) => {
    for (const { sql } of migrations) {
      expect(sql).not.toMatch(/\b(DROP|RENAME|DELETE FROM|UPDATE \w+ SET|REPLACE INTO)\b/i);
    }
  });

  it.each([
    ["tunewright", tunewrightMigrations],
    ["texts", textsMigrations],
  ])("%s is the committed snapshot, so that a change of it shows in review", async (name, migrations) => {
    const database = openDatabase(join(folder, `${name}.db`), migrations, 0);
    const schema = database.read
      .all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
      .map((row) => `${row.sql};`)
      .join("\n\n");
    database.close();
    await expect(`${schema}\n`).toMatchFileSnapshot(`./snapshots/${name}.sql`);
  });
});
