import Database from "better-sqlite3";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import * as states from "../../../test/fixtures/database-states.ts";
import * as databases from "../../../test/fixtures/databases.ts";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { AppError } from "../../shared/errors.ts";
import { BrowsedSource } from "./browsed-source.ts";
import { inspectFile } from "./inspect.ts";
import { listConversations } from "./list.ts";
import { openSource } from "./open.ts";
import { showConversation } from "./show.ts";

const ignore = () => undefined;

/** The folder's listing with the bytes and times of each file; those of `-shm` may differ under a live writer. */
function fingerprint(folder: string, exempt = "none"): string[] {
  const files = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { bigint: true });
    const bytes = name.endsWith(exempt) ? "" : createHash("sha256").update(readFileSync(path)).digest("hex");
    return `${name} ${stat.size} ${name.endsWith(exempt) ? "" : stat.mtimeNs} ${stat.mode} ${bytes}`;
  });
  return [`. ${statSync(folder, { bigint: true }).mtimeNs}`, ...files];
}

function privateCopies(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`tunewright-copy-${process.pid}-`));
}

/** Everything a reader does with a file. Returns the ids of its conversations. */
async function browse(path: string): Promise<string[]> {
  await inspectFile(path, ignore);
  using source = openSource(path);
  const { conversations } = listConversations(source, { search: "a", limit: 100, offset: 0 });
  const all = listConversations(source, { limit: 100, offset: 0 }).conversations.map(({ id }) => id);
  for (const { id } of conversations) showConversation(source, id);
  turnPages(path);
  return all;
}

/** Looks into the file again and again, as a screen does. */
function turnPages(path: string): void {
  using browsed = new BrowsedSource({ now: () => Date.now() + 60_000 });
  for (const offset of [0, 1]) {
    browsed.look(path, (kept, index) => listConversations(kept, { model: "gpt-4o", limit: 1, offset }, index));
  }
}

async function failure(work: () => unknown): Promise<AppError> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error("it should have failed");
}

describe("openSource leaves file and folder as they were", () => {
  it.each([
    ["a plain file", databases.variantD, false],
    ["write-ahead mode without a log", states.walWithoutLog, false],
    ["a log without its index", states.walWithoutIndex, true],
    ["log and index of a program that was killed", states.walAfterCrash, true],
    ["a hot journal", states.hotJournal, false],
  ] as const)("%s", async (_, build, hasLate) => {
    using folder = temporaryFolder();
    const path = build(folder.path);
    const before = fingerprint(folder.path, "-shm");
    const ids = await browse(path);
    expect(fingerprint(folder.path, "-shm")).toEqual(before);
    // The log's last commit must be seen, and a half-written transaction must not.
    expect(ids.includes("late")).toBe(hasLate);
    expect(ids).toContain("good");
    expect(ids.some((id) => id.startsWith("half-"))).toBe(false);
    expect(privateCopies()).toEqual([]);
  });

  it("reads what a live writer in another process has committed, and does not disturb it", async () => {
    using folder = temporaryFolder();
    const path = states.walWithoutLog(folder.path);
    const script = `const Database = require("better-sqlite3"); const db = new Database(process.argv[1]);
      db.exec("INSERT INTO conversations (id) VALUES ('late')"); process.stdout.write("ready");
      process.stdin.once("data", () => { db.exec("INSERT INTO conversations (id) VALUES ('later')"); db.close(); process.exit(0); });`;
    const writer = spawn(process.execPath, ["-e", script, path], {
      cwd: process.cwd(),
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(writer.stdout, "data");
    const before = fingerprint(folder.path, "-shm");
    expect(await browse(path)).toContain("late");
    expect(fingerprint(folder.path, "-shm")).toEqual(before);
    writer.stdin.end("go on");
    expect(await once(writer, "exit")).toEqual([0, null]);
    expect(await browse(path)).toContain("later");
  });

  it("keeps a private copy in a folder for this user alone, and removes it", () => {
    using folder = temporaryFolder();
    const path = states.walWithoutLog(folder.path);
    const source = openSource(path);
    const [copy] = privateCopies();
    expect(copy).toBeDefined();
    expect(statSync(join(tmpdir(), copy ?? "")).mode & 0o777).toBe(0o700);
    expect(source.path).toBe(path);
    source[Symbol.dispose]();
    expect(privateCopies()).toEqual([]);
  });

  it("refuses to write and trusts nothing in the schema", () => {
    using folder = temporaryFolder();
    using source = openSource(databases.variantD(folder.path));
    const { database } = source;
    expect(() => database.exec("DELETE FROM messages")).toThrow(/readonly|read-only/);
    expect(database.pragma("trusted_schema", { simple: true })).toBe(0);
    expect(database.pragma("cell_size_check", { simple: true })).toBe(1);
    expect(database.pragma("mmap_size", { simple: true })).toBe(0);
    expect(database.pragma("query_only", { simple: true })).toBe(1);
  });

  it("opens names that a URI or a trim would spoil, and links", async () => {
    using folder = temporaryFolder();
    const odd = join(folder.path, " file:a?mode=rwc#% .db ");
    renameSync(databases.variantA(folder.path), odd);
    expect(await browse(odd)).toEqual(["a-two", "a-one"]);
    const link = join(folder.path, "link.db");
    symlinkSync(odd, link);
    expect(await browse(link)).toEqual(["a-two", "a-one"]);
  });
});

describe("openSource says what is wrong", () => {
  it.each([
    ["a missing file", (folder: string) => join(folder, "nowhere.db"), "not_found"],
    ["a folder", (folder: string) => folder, "not_readable"],
    ["a text file", databases.textFile, "not_a_database"],
    ["no bytes", databases.emptyFile, "not_a_database"],
    ["random bytes", databases.scrambled, "encrypted"],
    ["a file cut off", states.truncated, "corrupt"],
    ["pages of noise", states.damaged, "corrupt"],
  ] as const)("%s", async (_, build, code) => {
    using folder = temporaryFolder();
    const path = build(folder.path);
    const before = fingerprint(folder.path);
    const error = await failure(() => browse(path));
    expect(error.code).toBe(code);
    expect(error.message).toContain(path);
    expect(error.hint).toBeTruthy();
    expect(fingerprint(folder.path)).toEqual(before);
    expect(privateCopies()).toEqual([]);
  });

  it("a link to itself is not our own fault", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "loop.db");
    symlinkSync("loop.db", path);
    expect((await failure(() => browse(path))).code).toBe("not_readable");
  });

  it("a file locked by somebody else is busy and not damaged", async () => {
    using folder = temporaryFolder();
    const path = databases.variantD(folder.path);
    const writer = new Database(path);
    writer.exec("BEGIN EXCLUSIVE");
    expect((await failure(() => openSource(path))).code).toBe("busy");
    writer.exec("ROLLBACK");
    writer.close();
  });

  it.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
    using folder = temporaryFolder();
    const path = databases.variantD(folder.path);
    chmodSync(path, 0);
    expect((await failure(() => openSource(path))).code).toBe("not_readable");
  });

  it("does not call a ZIP archive encrypted", async () => {
    using folder = temporaryFolder();
    const path = databases.scrambled(folder.path);
    const bytes = readFileSync(path);
    bytes.write("PK\u0003\u0004", 0, "latin1");
    mkdirSync(join(dirname(path), "zip"));
    const { writeFileSync } = await import("node:fs");
    writeFileSync(path, bytes);
    const error = await failure(() => openSource(path));
    expect([error.code, error.message]).toEqual(["not_a_database", expect.stringContaining("ZIP")]);
  });
});
