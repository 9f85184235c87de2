import type Database from "better-sqlite3";
import { exchangeMessages } from "./head.ts";
import type { ConversationTable, MessagePart, MessageTable } from "./layout.ts";
import type { MessageRuns, Run } from "./message-runs.ts";
import { roleOf } from "./roles.ts";
import type { ScannedMessage } from "./scan.ts";
import { quoted, rowKeysAreExact } from "./schema.ts";
import { columnSql, conversationIdSql, conversationKeySql, messageConversationSql } from "./sql.ts";
import { idText, type SqlValue, textOf, textOrNull } from "./values.ts";

/** A row of messages: [row key, conversation, order, role, content], or for exchanges [… prompt, response, system]. */
export type MessageRow = SqlValue[];

const MOST_ROWS = 256;
/** What a chunk of rows should hold together, in characters. */
const CHUNK_CHARACTERS = 2_000_000;

/** A sort may take so much memory before it goes to the system's temporary folder, in negative KiB as SQLite wants it. */
const SORT_CACHE_KIB = -8_000;

/** The columns of a MessageRow, of a table called `m`. */
function columnsSql(table: MessageTable): string {
  const fixed = [placeSql(table), messageConversationSql(table), columnSql(table, "order")];
  const said: MessagePart[] = isExchanges(table) ? ["prompt", "response", "system"] : ["role", "content"];
  // Each column costs time in a million rows, so these are asked for only where there are any.
  if (table.columns.model !== undefined || table.columns.createdAt !== undefined) said.push("model", "createdAt");
  return [...fixed, ...said.map((part) => columnSql(table, part))].join(", ");
}

/** Where a row of the table called `m` stands in the file. */
export function placeSql(table: MessageTable): string {
  return table.rowKey === null ? "1" : `m.${table.rowKey}`;
}

/** True where a row holds a prompt and its response. */
export function isExchanges(table: MessageTable): boolean {
  return table.columns.role === undefined;
}

/** All rows in the order of the file, read in chunks: a third faster than one by one. */
export function* rowsInFileOrder(
  database: Database.Database,
  table: MessageTable,
): Generator<MessageRow[], void, undefined> {
  const key = placeSql(table);
  if (!rowKeysAreExact(database, table)) {
    const all = `SELECT ${columnsSql(table)} FROM ${quoted(table.name)} AS m ORDER BY ${key}`;
    for (const row of database.prepare<[], MessageRow>(all).raw().iterate()) yield [row];
    return;
  }
  const select = database
    .prepare<[SqlValue, number], MessageRow>(
      `SELECT ${columnsSql(table)} FROM ${quoted(table.name)} AS m WHERE ${key} > ? ORDER BY ${key} LIMIT ?`,
    )
    .raw();
  let after: SqlValue = Number.MIN_SAFE_INTEGER;
  let limit = 16;
  for (;;) {
    const rows = select.all(after, limit);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last[0] ?? null;
    limit = nextLimit(rows);
  }
}

function nextLimit(rows: readonly MessageRow[]): number {
  let characters = 0;
  for (const row of rows) for (const value of row) if (typeof value === "string") characters += value.length;
  const average = characters / rows.length + 1;
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(CHUNK_CHARACTERS / average)));
}

/**
 * All rows, those of a conversation together and in order: the conversations as their own rows stand, or by id where
 * several tables hold them or none does.
 * Rows that name no conversation of the table come first, in any order.
 */
export function* rowsSorted(
  database: Database.Database,
  table: MessageTable,
  conversations: readonly ConversationTable[],
): Generator<MessageRow[], void, undefined> {
  const statement = database.prepare<[], MessageRow>(sortSql(columnsSql(table), table, conversations)).raw();
  database.pragma(`cache_size = ${SORT_CACHE_KIB}`);
  for (const row of statement.iterate()) yield [row];
}

/** Selects the keys of all rows in the order of `rowsSorted`. */
export function sortedKeysSql(table: MessageTable, conversations: readonly ConversationTable[]): string {
  return sortSql(placeSql(table), table, conversations);
}

function sortSql(columns: string, table: MessageTable, conversations: readonly ConversationTable[]): string {
  const [parent, ...others] = conversations;
  if (parent === undefined || others.length > 0 || parent.rowKey === null) return sortedById(columns, table);
  const sorted = parent.idIsIndexed ? sortedByRow : sortedByFirstRow;
  return sorted(columns, table, parent, parent.rowKey);
}

function sortedById(columns: string, table: MessageTable): string {
  return `SELECT ${columns} FROM ${quoted(table.name)} AS m
    ORDER BY ${messageConversationSql(table)}, ${columnSql(table, "order")}, ${placeSql(table)}`;
}

/** Comparing numbers instead of ids halves the time of the sort. */
function sortedByRow(columns: string, table: MessageTable, parent: ConversationTable, rowKey: string): string {
  return `SELECT ${columns} FROM ${quoted(table.name)} AS m
    LEFT JOIN (SELECT ${rowKey} AS "its place", ${conversationKeySql(parent)} AS "its id" FROM ${quoted(parent.name)}) AS c
      ON c."its id" = ${messageConversationSql(table)}
    ORDER BY c."its place", ${columnSql(table, "order")}, ${placeSql(table)}`;
}

/**
 * As `sortedByRow` where an id may stand in several rows, of which the first counts, and in any type. Cast to one type, the ids
 * can be found by an index that SQLite makes for the purpose.
 */
function sortedByFirstRow(columns: string, table: MessageTable, parent: ConversationTable, rowKey: string): string {
  const id = messageConversationSql(table);
  return `SELECT ${columns} FROM ${quoted(table.name)} AS m
    LEFT JOIN (SELECT min(${rowKey}) AS "its place", CAST(${conversationIdSql(parent)} AS TEXT) AS "its id"
      FROM ${quoted(parent.name)} GROUP BY 2) AS c ON c."its id" = CAST(${id} AS TEXT)
    ORDER BY c."its place", ${id}, ${columnSql(table, "order")}, ${placeSql(table)}`;
}

/** The rows of one conversation, in order, at most `limit`; `runs` makes it quick. */
export function rowsOfConversation(
  database: Database.Database,
  table: MessageTable,
  id: string,
  limit: number,
  runs: MessageRuns | null,
): MessageRow[] {
  const found = runs === null ? null : rowsOfRuns(database, table, runs.of(id), limit);
  if (found !== null) return sortRows(found, placeInConversation);
  const rows = database
    .prepare<[string, number], MessageRow>(
      `SELECT ${columnsSql(table)} FROM ${quoted(table.name)} AS m WHERE ${messageConversationSql(table)} = ?
       ORDER BY ${columnSql(table, "order")}, ${placeSql(table)} LIMIT ?`,
    )
    .raw()
    .all(id, limit);
  return sortRows(rows, placeInConversation);
}

/** All rows of the runs as they stand in the file; null where there are more than `limit`. */
function rowsOfRuns(
  database: Database.Database,
  table: MessageTable,
  runs: Iterable<Run>,
  limit: number,
): MessageRow[] | null {
  const key = placeSql(table);
  const select = database
    .prepare<[number, number, number], MessageRow>(
      `SELECT ${columnsSql(table)} FROM ${quoted(table.name)} AS m WHERE ${key} BETWEEN ? AND ? ORDER BY ${key} LIMIT ?`,
    )
    .raw();
  const rows: MessageRow[] = [];
  for (const [first, last] of runs) {
    rows.push(...select.all(first, last, limit + 1 - rows.length));
    if (rows.length > limit) return null;
  }
  return rows;
}

/** The id of the row's conversation; null where it names none. */
export function conversationOf(row: MessageRow): string | null {
  const value = row[1];
  return typeof value === "string" ? value : idText(value);
}

/** The rows of one conversation by their index, then as they stand in the file. */
export function sortRows<Row>(rows: Row[], orderOf: (row: Row) => SqlValue): Row[] {
  const isBefore = (a: Row | undefined, b: Row) => a === undefined || compareOrders(orderOf(a), orderOf(b)) <= 0;
  if (rows.every((row, at) => isBefore(rows[at - 1], row))) return rows;
  return rows.toSorted((a, b) => compareOrders(orderOf(a), orderOf(b)));
}

/** What a row's conversation orders it by. */
export function placeInConversation(row: MessageRow): SqlValue {
  return row[2] ?? null;
}

/** SQLite's order: nothing before numbers before texts before bytes; but an index kept as text still counts as a number. */
export function compareOrders(left: SqlValue, right: SqlValue): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const a = numbered(left);
  const b = numbered(right);
  const difference = rank(a) - rank(b);
  if (difference !== 0 || a === null || b === null) return difference;
  if (rank(a) === 1) return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(textOf(a)), Buffer.from(textOf(b)));
}

function numbered(value: SqlValue): SqlValue {
  return typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function rank(value: SqlValue): number {
  if (value === null) return 0;
  if (typeof value === "number" || typeof value === "bigint") return 1;
  return typeof value === "string" ? 2 : 3;
}

/** What is said in the rows of one conversation, and what they say about it. */
export interface Said {
  messages: ScannedMessage[];
  /** The index of each message as the file has it, or its place. */
  indexes: number[];
  systemPrompt: string | null;
  model: string | null;
  createdAt: string | null;
}

/** Reads sorted rows. A system message at the beginning is the system prompt and no message. */
export function readRows(table: MessageTable, rows: readonly MessageRow[]): Said {
  const exchanges = isExchanges(table);
  const messages: ScannedMessage[] = [];
  const indexes: number[] = [];
  for (const row of rows) {
    if (exchanges) {
      for (const message of exchangeMessages(row[3], row[4])) {
        indexes.push(messages.length);
        messages.push(message);
      }
    } else {
      const index = row[2];
      indexes.push(typeof index === "number" && Number.isSafeInteger(index) ? index : messages.length);
      messages.push({ role: roleOf(textOf(row[3])), content: textOf(row[4]) });
    }
  }
  const about = exchanges ? 6 : 5;
  const [first] = rows;
  return {
    messages,
    indexes,
    systemPrompt: exchanges ? textOrNull(first?.[5]) : null,
    model: textOrNull(first?.[about]),
    createdAt: textOrNull(first?.[about + 1]),
  };
}
