import type Database from "better-sqlite3";
import type { MessageTable } from "./layout.ts";
import type { OpenedSource } from "./open.ts";
import { quoted } from "./schema.ts";
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
