import type Database from "better-sqlite3";
import type { MessageTable } from "./layout.ts";
import type { OpenedSource } from "./open.ts";
import { quoted, rowKeysAreExact } from "./schema.ts";
import { SeenIds } from "./seen-ids.ts";
import { messageConversationSql, rowOrderSql } from "./sql.ts";
import { reading } from "./sqlite-error.ts";
import { idText, type SqlValue } from "./values.ts";

/** How many conversations have rows that do not stand together. */
export function countInterleaved(database: Database.Database, table: MessageTable): number {
  const seen = new SeenIds();
  const again = new SeenIds();
  let current: string | null = null;
  for (const value of idsInFileOrder(database, table)) {
    const id = idText(value);
    if (id !== null && id !== current && !seen.add(id)) again.add(id);
    current = id;
  }
  return again.size;
}

/**
 * For a reading in file order that stopped after the conversation `lastId`: true where it, or one before it, has more
 * rows further on, so that what was read of it may be a part.
 */
export function hasMoreRows({ path, database, layout }: OpenedSource, lastId: string): boolean {
  const { messages } = layout;
  if (messages === null) return false;
  return reading(path, () => {
    const seen = new SeenIds();
    let isPast = false;
    let current: string | null = null;
    for (const value of idsInFileOrder(database, messages)) {
      const id = idText(value);
      if (id === current) continue;
      isPast ||= current === lastId;
      if (id !== null) {
        if (isPast && seen.has(id)) return true;
        if (!isPast) seen.add(id);
      }
      current = id;
    }
    return false;
  });
}

function idsInFileOrder(database: Database.Database, table: MessageTable): Iterable<SqlValue> {
  return database
    .prepare<[], SqlValue>(
      `SELECT ${messageConversationSql(table)} FROM ${quoted(table.name)} ORDER BY ${rowOrderSql(table)}`,
    )
    .pluck()
    .iterate();
}

/** How many rows `looksInterleaved` looks at to know some conversations, and how many to find them again. */
const FIRST_ROWS = 64;
const PROBED_ROWS = 200_000;

/**
 * True where a conversation at the beginning of the file certainly has rows further on; false says nothing. It costs
 * little, and spares a reading in file order that would be in vain.
 */
export function looksInterleaved({ path, database, layout }: OpenedSource): boolean {
  const { messages } = layout;
  if (messages === null || !rowKeysAreExact(database, messages)) return false;
  const id = messageConversationSql(messages);
  const key = rowOrderSql(messages);
  const table = quoted(messages.name);
  return reading(path, () => {
    const first = database
      .prepare<[number], [SqlValue, SqlValue]>(`SELECT ${key}, ${id} FROM ${table} ORDER BY ${key} LIMIT ?`)
      .raw()
      .all(FIRST_ROWS);
    const [lastKey, lastId] = first.at(-1) ?? [null, null];
    // The last conversation may simply go on.
    const ended = [...new Set(first.map(([, value]) => value))].filter((value) => value !== lastId);
    const texts = ended.filter((value) => typeof value === "string");
    const again = database.prepare<[SqlValue, number, string]>(
      `SELECT 1 FROM (SELECT ${id} AS id FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?)
       WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1`,
    );
    return again.get(lastKey, PROBED_ROWS, JSON.stringify(texts)) !== undefined;
  });
}
