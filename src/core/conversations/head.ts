import type Database from "better-sqlite3";
import { isRecord } from "../is-record.ts";
import { completionText, messagesInJson, parseJson } from "./embedded-messages.ts";
import type { ConversationTable } from "./layout.ts";
import type { ScannedMessage } from "./scan.ts";
import { quoted, rowKeysAreExact } from "./schema.ts";
import { columnSql, conversationIdSql, conversationKeySql, HEAD_PARTS, rowOrderSql } from "./sql.ts";
import { readSystemPrompt } from "./system-prompt.ts";
import { idText, type SqlValue, textOf, textOrNull } from "./values.ts";

/** All that a row of conversations says itself, its embedded messages unread. */
export interface ConversationHead {
  id: string;
  createdAt: string | null;
  name: string | null;
  model: string | null;
  provider: string | null;
  summary: string | null;
  systemPromptName: string | null;
  systemPrompt: string | null;
  /** True where the prompt stood in the column for its name. */
  promptWasInNameColumn: boolean;
  userMessage: SqlValue;
  assistantResponse: SqlValue;
  messagesJson: SqlValue;
}

type HeadRow = SqlValue[];

/** A head that says nothing but its id, for files that have no table of conversations. */
export function bareHead(id: string): ConversationHead {
  return headOf([id, ...HEAD_PARTS.map(() => null)]);
}

/** Selects heads; the caller adds its condition. Row: [id, …HEAD_PARTS, …more]. */
function headSql(table: ConversationTable, more: readonly string[] = []): string {
  const columns = HEAD_PARTS.map((part) => columnSql(table, part));
  return `SELECT ${[conversationIdSql(table), ...columns, ...more].join(", ")} FROM ${quoted(table.name)}`;
}

function headOf(row: HeadRow): ConversationHead {
  const [id, createdAt, name, model, provider, summary, promptName, prompt, config, userMessage, response, json] = row;
  const configured = readConfig(config);
  const nameText = textOrNull(promptName);
  const named = readSystemPrompt(textOrNull(prompt), nameText);
  return {
    id: idText(id) ?? "",
    createdAt: textOrNull(createdAt),
    name: textOrNull(name),
    model: textOrNull(model) ?? configured.model,
    provider: textOrNull(provider),
    summary: textOrNull(summary),
    systemPromptName: named.systemPromptName,
    systemPrompt: named.systemPrompt ?? configured.systemPrompt,
    promptWasInNameColumn: nameText !== null && named.systemPromptName === null,
    userMessage: userMessage ?? null,
    assistantResponse: response ?? null,
    messagesJson: json ?? null,
  };
}

function readConfig(config: SqlValue | undefined): { model: string | null; systemPrompt: string | null } {
  const value = typeof config === "string" ? parseJson(config) : null;
  if (!isRecord(value)) return { model: null, systemPrompt: null };
  return { model: entryText(value["model"]), systemPrompt: entryText(value["system_prompt"]) };
}

function entryText(entry: unknown): string | null {
  return typeof entry === "string" ? textOrNull(entry) : null;
}

/** The messages that stand in the conversation's own row, for one that has no rows of messages. */
export function ownMessages(head: ConversationHead): ScannedMessage[] {
  const whole = head.messagesJson === null ? null : messagesInJson(textOf(head.messagesJson));
  return whole ?? exchangeMessages(head.userMessage, head.assistantResponse);
}

/** The messages of one exchange; what is NULL was not said. The prompt may itself be a list of messages. */
export function exchangeMessages(prompt: SqlValue | undefined, response: SqlValue | undefined): ScannedMessage[] {
  const asked = textOf(prompt);
  const looksListed = asked.startsWith("[{") || asked.startsWith('{"');
  const messages = (looksListed ? messagesInJson(asked) : null) ?? [];
  if (messages.length === 0 && prompt !== null && prompt !== undefined) messages.push({ role: "user", content: asked });
  if (response !== null && response !== undefined) {
    messages.push({ role: "assistant", content: completionText(textOf(response)) });
  }
  return messages;
}

/** The heads with these ids; where several tables or rows have one, the first counts. */
export function headsOf(
  database: Database.Database,
  tables: readonly ConversationTable[],
  ids: readonly string[],
): Map<string, ConversationHead> {
  const heads = new Map<string, ConversationHead>();
  const wanted = JSON.stringify(ids);
  for (const table of tables) {
    const key = table.idIsIndexed ? conversationKeySql(table) : conversationIdSql(table);
    const rows = database
      .prepare<[string], HeadRow>(
        `${headSql(table)} WHERE ${key} IN (SELECT value FROM json_each(?)) ORDER BY ${rowOrderSql(table)}`,
      )
      .raw();
    for (const row of rows.iterate(wanted)) {
      const head = headOf(row);
      if (!heads.has(head.id)) heads.set(head.id, head);
    }
  }
  return heads;
}

const CHUNK = 256;
/** So many look-ups that a nearby row did not answer, and reading ahead has not paid. */
const MOST_MISSES = 64;

/** Finds the heads of conversations that are asked for roughly in the order of their rows. */
export interface HeadFinder {
  find(id: string): ConversationHead | null;
}

/** A finder over several tables; the first that knows the id answers. */
export function headFinder(database: Database.Database, tables: readonly ConversationTable[]): HeadFinder {
  const finders = tables.map((table) => tableFinder(database, table));
  return {
    find(id) {
      for (const finder of finders) {
        const head = finder.find(id);
        if (head !== null) return head;
      }
      return null;
    },
  };
}

/** Reads ahead in row order, which costs a third of looking each id up, and looks up what is not there. */
function tableFinder(database: Database.Database, table: ConversationTable): HeadFinder {
  const lookUp = headLookUp(database, table);
  const { rowKey } = table;
  if (rowKey === null || !rowKeysAreExact(database, table)) return { find: lookUp.head };
  const next = database
    .prepare<[SqlValue, number], HeadRow>(`${headSql(table, [rowKey])} WHERE ${rowKey} > ? ORDER BY ${rowKey} LIMIT ?`)
    .raw();
  let ahead: HeadRow[] = [];
  let position = 0;
  let last: SqlValue = null;
  let misses = 0;
  const readAhead = (after: SqlValue) => {
    ahead = next.all(after, CHUNK);
    last = ahead.at(-1)?.[1 + HEAD_PARTS.length] ?? null;
    position = 0;
  };
  readAhead(Number.MIN_SAFE_INTEGER);
  return {
    find(id) {
      if (misses > MOST_MISSES) return lookUp.head(id);
      if (position === ahead.length && last !== null) readAhead(last);
      const row = ahead[position];
      if (row !== undefined && row[0] === id) {
        position += 1;
        return headOf(row);
      }
      misses += 1;
      const key = lookUp.rowKey(id);
      if (key === null) return null;
      const head = lookUp.head(id);
      readAhead(key);
      return head;
    },
  };
}

interface HeadLookUp {
  head(id: string): ConversationHead | null;
  rowKey(id: string): SqlValue;
}

/** Looks a head up by its id, through the file's index or, where it has none, through a list of all ids. */
function headLookUp(database: Database.Database, table: ConversationTable): HeadLookUp {
  const { rowKey } = table;
  const known = table.idIsIndexed || rowKey === null ? null : lazyRowKeys(database, table);
  const key = known === null ? conversationKeySql(table) : (rowKey ?? "NULL");
  const byKey = database.prepare<[SqlValue], HeadRow>(`${headSql(table)} WHERE ${key} = ? LIMIT 1`).raw();
  const rowKeyOf = database
    .prepare<[SqlValue], SqlValue>(`SELECT ${rowOrderSql(table)} FROM ${quoted(table.name)} WHERE ${key} = ? LIMIT 1`)
    .pluck()
    .safeIntegers();
  return {
    head(id) {
      const row = byKey.get(known === null ? id : (known().get(id) ?? null));
      return row === undefined ? null : headOf(row);
    },
    rowKey: (id) => (known === null ? (rowKeyOf.get(id) ?? null) : (known().get(id) ?? null)),
  };
}

function lazyRowKeys(database: Database.Database, table: ConversationTable): () => Map<string, SqlValue> {
  let rowKeys: Map<string, SqlValue> | null = null;
  return () => {
    if (rowKeys !== null) return rowKeys;
    rowKeys = new Map();
    const rows = database
      .prepare<[], [SqlValue, SqlValue]>(
        `SELECT ${conversationIdSql(table)}, ${rowOrderSql(table)} FROM ${quoted(table.name)} ORDER BY ${rowOrderSql(table)} DESC`,
      )
      .raw()
      .safeIntegers();
    for (const [id, rowKey] of rows.iterate()) rowKeys.set(idText(id) ?? "", rowKey);
    return rowKeys;
  };
}

/** Every head of the tables, in row order. */
export function* allHeads(
  database: Database.Database,
  tables: readonly ConversationTable[],
): Generator<ConversationHead, void, undefined> {
  for (const table of tables) {
    const rows = database.prepare<[], HeadRow>(`${headSql(table)} ORDER BY ${rowOrderSql(table)}`).raw();
    for (const row of rows.iterate()) yield headOf(row);
  }
}
