import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { looksInterleaved } from "./interleaved.ts";
import { openSource } from "./open.ts";

function looks(ids: readonly (string | null)[]): boolean {
  using folder = temporaryFolder();
  const path = join(folder.path, "source.db");
  const db = new DatabaseSync(path);
  db.exec("CREATE TABLE messages (conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT)");
  const row = db.prepare("INSERT INTO messages VALUES (?, ?, 'user', 'text')");
  for (const [at, id] of ids.entries()) row.run(id, at);
  db.close();
  using source = openSource(path);
  return looksInterleaved(source);
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`);

it.each([
  ["one conversation", Array.from({ length: 200 }, () => "c"), false],
  ["conversations one after the other", numbered(200).flatMap((id) => [id, id]), false],
  ["the last of the first rows going on", [...numbered(63), ...Array.from({ length: 9 }, () => "last")], false],
  ["rows of no conversation between", ["a", null, "b", null, "c", ...Array.from({ length: 99 }, () => null)], false],
  ["every second row", [...numbered(90), ...numbered(90)], true],
  ["one row far behind", [...numbered(300), "c5"], true],
])("takes %s for what it is, so that no file is sorted that need not be", (_, ids, expected) => {
  expect(looks(ids)).toBe(expected);
});
