import Database from "better-sqlite3";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import * as states from "../../../test/fixtures/database-states.ts";
import * as databases from "../../../test/fixtures/databases.ts";
import * as foreign from "../../../test/fixtures/foreign-databases.ts";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { BrowsedSource } from "./browsed-source.ts";
import type { ConversationIndex } from "./conversation-index.ts";
import { listConversations } from "./list.ts";
import { openSource } from "./open.ts";
import { showConversation } from "./show.ts";

/** A moment at which nothing was changed only just now. */
const later = () => Date.now() + 60_000;
const opened: BrowsedSource[] = [];
afterEach(() => {
  for (const browsed of opened.splice(0)) browsed.letGo();
});

function browse(options: ConstructorParameters<typeof BrowsedSource>[0] = { now: later }) {
  const browsed = new BrowsedSource(options);
  opened.push(browsed);
  return {
    browsed,
    list: (path: string, offset = 0, search?: string) =>
      browsed.look(path, (source, index) => listConversations(source, { search, limit: 3, offset }, index)),
    ids: (path: string) =>
      browsed
        .look(path, (source, index) => listConversations(source, { limit: 100, offset: 0 }, index))
        .conversations.map(({ id }) => id),
    indexOf: (path: string) => browsed.look(path, (_, index) => index),
  };
}

const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`tunewright-copy-${process.pid}-`));
const runsAreKnown = async (index: ConversationIndex) => {
  await expect.poll(() => index.hasLooked).toBe(true);
};

describe("what is remembered changes no answer", () => {
  it.each([
    databases.variantA,
    databases.variantCMixed,
    databases.variantD,
    databases.interleaved,
    databases.evaluation,
    databases.textIndexes,
    foreign.speakerAndText,
    foreign.snowflakeIds,
    foreign.messagesAlone,
    foreign.jsonColumn,
    foreign.exchanges,
  ])("%o", async (build) => {
    using folder = temporaryFolder();
    const path = build(folder.path);
    const { browsed, list, ids, indexOf } = browse();
    list(path);
    await runsAreKnown(indexOf(path));
    using source = openSource(path);
    for (const search of [undefined, "a"]) {
      for (const offset of [4, 0, 1, 50]) {
        expect(list(path, offset, search)).toEqual(listConversations(source, { search, limit: 3, offset }));
      }
    }
    for (const id of ids(path)) {
      expect(browsed.look(path, (kept, index) => showConversation(kept, id, index))).toEqual(
        showConversation(source, id),
      );
    }
  });
});

describe("what is remembered is forgotten", () => {
  it("when somebody writes to the file", () => {
    using folder = temporaryFolder();
    const path = databases.variantA(folder.path);
    const { ids, indexOf } = browse();
    expect(ids(path)).toEqual(["a-two", "a-one"]);
    expect(indexOf(path)).toBe(indexOf(path));
    const writer = new Database(path);
    writer.exec("UPDATE conversations SET id = 'a-ten' WHERE id = 'a-two'");
    writer.close();
    expect(ids(path)).toEqual(["a-ten", "a-one"]);
  });

  it("when somebody writes while it is being read: an answer is of one moment", () => {
    using folder = temporaryFolder();
    const path = databases.variantA(folder.path);
    const { browsed, ids } = browse();
    ids(path);
    let writes = 0;
    const page = browsed.look(path, (source, index) => {
      if (writes === 0) {
        const writer = new Database(path);
        writer.exec("DELETE FROM conversations WHERE id = 'a-two'");
        writer.close();
        writes += 1;
      }
      return listConversations(source, { limit: 10, offset: 0 }, index);
    });
    expect(page.conversations.map(({ id }) => id)).toEqual(["a-one"]);
  });

  it("when another file takes the file's name", () => {
    using folder = temporaryFolder();
    const path = databases.variantA(folder.path);
    const { ids } = browse();
    ids(path);
    renameSync(databases.variantB(folder.path), path);
    expect(ids(path)).toHaveLength(4);
  });

  it("for another file, and after a while without a question", async () => {
    using folder = temporaryFolder();
    const [first, second] = [databases.variantA(folder.path), databases.variantB(folder.path)];
    const { indexOf } = browse({ now: later, idleMs: 20 });
    const index = indexOf(first);
    indexOf(second);
    expect(indexOf(first)).not.toBe(index);
    const walMode = states.walWithoutLog(folder.path);
    indexOf(walMode);
    expect(copies()).toHaveLength(1);
    await expect.poll(copies).toEqual([]);
  });

  it("at once where the file was changed only just now, since a further change might not be seen", () => {
    using folder = temporaryFolder();
    const path = databases.variantA(folder.path);
    const { indexOf } = browse({});
    expect(indexOf(path)).not.toBe(indexOf(path));
  });
});

it("a private copy is made once and not each time, and shows what is written to the file afterwards", () => {
  using folder = temporaryFolder();
  const path = states.walWithoutLog(folder.path);
  const { browsed, ids } = browse();
  const before = readdirSync(folder.path);
  expect(ids(path)).toContain("good");
  const [copy] = copies();
  ids(path);
  expect(copies()).toEqual([copy]);
  expect(readdirSync(folder.path)).toEqual(before);
  const writer = new Database(path);
  states.addLate(writer);
  writer.close();
  expect(ids(path)).toContain("late");
  browsed.letGo();
  expect(copies()).toEqual([]);
});

it("a live writer can end as if nobody were reading: its log goes with it", async () => {
  using folder = temporaryFolder();
  const path = states.walWithoutLog(folder.path);
  const script = `const Database = require("better-sqlite3"); const db = new Database(process.argv[1]);
    db.exec("INSERT INTO conversations (id) VALUES ('late')"); process.stdout.write("ready");
    process.stdin.once("data", () => { db.close(); process.exit(0); });`;
  const writer = spawn(process.execPath, ["-e", script, path], {
    cwd: process.cwd(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(writer.stdout, "data");
  const { ids, indexOf } = browse();
  expect(ids(path)).toContain("late");
  await runsAreKnown(indexOf(path));
  writer.stdin.end("go on");
  expect(await once(writer, "exit")).toEqual([0, null]);
  expect(["-wal", "-shm"].filter((suffix) => existsSync(path + suffix))).toEqual([]);
  expect(ids(path)).toContain("late");
  expect(readdirSync(folder.path)).toEqual([basename(path)]);
});
