import { isUtf8 } from "node:buffer";
import { statSync } from "node:fs";
import { bareHead, type ConversationHead, type HeadFinder, headFinder } from "./head.ts";
import type { MessageTable } from "./layout.ts";
import { isExchanges, placeSql, sortedKeysSql, sortRows } from "./message-rows.ts";
import { BUSY_TIMEOUT_MS, CAUTIOUS_PRAGMAS, type OpenedSource } from "./open.ts";
import { roleOf } from "./roles.ts";
import type { RowBatch, RowPlan } from "./row-thread.ts";
import {
  assemble,
  InterleavedRows,
  type ScannedConversation,
  type ScannedMessage,
  scanConversations,
  unreadConversations,
} from "./scan.ts";
import { quoted, rowKeysAreExact } from "./schema.ts";
import { SeenIds } from "./seen-ids.ts";
import { columnSql, idTextSql } from "./sql.ts";
import { readingFailure } from "./sqlite-error.ts";
import { type SqlValue, textOf } from "./values.ts";

/** Smaller files are read sooner than a thread is started. */
const THREADED_BYTES = 8_000_000;

/** The texts of many messages, as SQLite made JSON of them. */
interface QuotedTexts {
  bytes: Buffer;
  /** True where the bytes are UTF-8 without fault. */
  isUtf8: boolean;
}

/** A message whose text is still JSON, in bytes from `start` to `end`. */
export interface QuotedMessage {
  role: string;
  /** What it is ordered by in its conversation. */
  order: SqlValue;
  texts: QuotedTexts;
  start: number;
  end: number;
}

/** A conversation whose texts are decoded when somebody asks for them, before the next batch is read. */
export class QuotedConversation implements ScannedConversation {
  readonly id: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly createdAt: string | null;
  /** The rows of its messages, in order; a system message at the beginning is among them. */
  readonly quoted: readonly QuotedMessage[];
  /** The system prompt, if none of the messages is one. */
  readonly ownPrompt: string | null;
  #decoded: { systemPrompt: string | null; messages: ScannedMessage[] } | null = null;
  readonly #decode: () => { systemPrompt: string | null; messages: ScannedMessage[] };

  constructor(head: ConversationHead, table: MessageTable, rows: readonly QuotedMessage[]) {
    this.id = head.id;
    this.model = head.model;
    this.provider = head.provider;
    this.createdAt = head.createdAt;
    this.ownPrompt = head.systemPrompt;
    this.quoted = rows;
    this.#decode = () => {
      const values = rows.map((row): SqlValue[] => [1, head.id, row.order, row.role, textIn(row)]);
      return assemble(head, table, values);
    };
  }

  get systemPrompt(): string | null {
    return this.#read().systemPrompt;
  }

  get messages(): ScannedMessage[] {
    return this.#read().messages;
  }

  #read(): { systemPrompt: string | null; messages: ScannedMessage[] } {
    this.#decoded ??= this.#decode();
    return this.#decoded;
  }
}

/** The text of a quoted message. */
export function textIn({ texts, start, end }: QuotedMessage): string {
  const value: unknown = JSON.parse(texts.bytes.toString("utf8", start, end));
  return textOf(typeof value === "string" || typeof value === "number" ? value : null);
}

/**
 * As `scanConversations`, and the same conversations in the same order, some at a time: all of them must be taken
 * before the next are asked for. Where the file allows it, the texts stay quoted, and large files are read in a
 * thread; `threaded` decides for itself.
 */
export async function* scanQuoted(
  source: OpenedSource,
  { sorted, threaded = statSync(source.database.name).size > THREADED_BYTES }: { sorted: boolean; threaded?: boolean },
): AsyncGenerator<Iterable<ScannedConversation>, void, undefined> {
  const table = source.layout.messages;
  if (table === null || !canBeQuoted(source, table)) {
    for (const conversation of scanConversations(source, { sorted })) yield [conversation];
    return;
  }
  // Loaded when it is needed, so that a build keeps it apart: a thread must be able to start there.
  const { readBatches, rowBatches } = await import("./row-thread.ts");
  const plan = planOf(source, table, sorted);
  try {
    const assembler = new Assembler(source, table, sorted);
    for await (const batch of threaded ? rowBatches(plan) : readBatches(source.database, plan)) {
      yield assembler.add(batch);
    }
    yield assembler.end();
    for (const { head, messages, systemPrompt } of assembler.unread()) {
      const { id, model, provider, createdAt } = head;
      yield [{ id, model, provider, createdAt, systemPrompt, messages }];
    }
  } catch (thrown) {
    throw readingFailure(thrown, source.path);
  }
}

function canBeQuoted({ database }: OpenedSource, table: MessageTable): boolean {
  const saysMore = table.columns.model !== undefined || table.columns.createdAt !== undefined;
  // Cast to bytes, the texts of other files are UTF-16.
  const isUtf8File = database.pragma("encoding", { simple: true }) === "UTF-8";
  return isUtf8File && !isExchanges(table) && !saysMore && rowKeysAreExact(database, table);
}

function planOf({ database, layout }: OpenedSource, table: MessageTable, sorted: boolean): RowPlan {
  const key = placeSql(table);
  const rows = `${quoted(table.name)} AS m`;
  const wanted = `(SELECT value AS "its place" FROM json_each(?))`;
  return {
    file: database.name,
    readonly: database.readonly,
    timeoutMs: BUSY_TIMEOUT_MS,
    pragmas: CAUTIOUS_PRAGMAS,
    inFileOrder: chunkSql(table, `${rows} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`),
    sortedKeys: sorted ? sortedKeysSql(table, layout.conversations) : null,
    ofKeys: chunkSql(table, `${wanted} CROSS JOIN ${rows} WHERE ${key} = "its place"`),
  };
}

/** One row for many: handing over a value costs more than reading it. JSON knows no bytes: these become texts. */
function chunkSql(table: MessageTable, from: string): string {
  const text = (column: string) => `CASE typeof(${column}) WHEN 'blob' THEN CAST(${column} AS TEXT) ELSE ${column} END`;
  const conversation = table.columns.conversation;
  return `SELECT max(place), json_array(
      json_group_array(conversation),
      json_group_array(CASE typeof(turn) WHEN 'blob' THEN json_array(hex(turn)) ELSE turn END),
      json_group_array(role),
      json_group_array(octet_length(said))), CAST(group_concat(said, '') AS BLOB)
    FROM (SELECT ${placeSql(table)} AS place, ${columnSql(table, "order")} AS turn,
        ${conversation === undefined ? "'1'" : idTextSql(quoted(conversation))} AS conversation,
        ${text(columnSql(table, "role"))} AS role, json_quote(${text(columnSql(table, "content"))}) AS said
      FROM ${from})`;
}

/** The rows of a chunk, column by column. */
type Columns = [
  conversations: (string | null)[],
  orders: (string | number | null | [hex: string])[],
  roles: (string | number | null)[],
  lengths: number[],
];

/** Puts conversations together from rows that come in batches. */
class Assembler {
  readonly #source: OpenedSource;
  readonly #table: MessageTable;
  readonly #sorted: boolean;
  readonly #heads: HeadFinder | null;
  readonly #seen = new SeenIds();
  #found = 0;
  #current: string | null | undefined;
  #messages: QuotedMessage[] = [];

  constructor(source: OpenedSource, table: MessageTable, sorted: boolean) {
    const { database, layout } = source;
    this.#source = source;
    this.#table = table;
    this.#sorted = sorted;
    this.#heads = layout.conversations.length === 0 ? null : headFinder(database, layout.conversations);
  }

  /** The conversations that end in this batch. Throws InterleavedRows. */
  *add(batch: RowBatch): Generator<QuotedConversation, void, undefined> {
    const { ids, messages } = readBatch(batch);
    for (const [at, message] of messages.entries()) {
      const id = ids[at] ?? null;
      if (id !== this.#current) {
        yield* this.end();
        this.#current = id;
      }
      this.#messages.push(message);
    }
    this.#messages = this.#messages.map(kept);
  }

  /** The conversation whose rows came last, unless the file does not have it. */
  end(): QuotedConversation[] {
    const id = this.#current;
    const messages = this.#messages;
    this.#messages = [];
    if (id === null || id === undefined) return [];
    if (!this.#seen.add(id) && !this.#sorted) throw new InterleavedRows();
    const head = this.#heads === null ? bareHead(id) : this.#heads.find(id);
    if (head === null) return [];
    this.#found += 1;
    return [new QuotedConversation(head, this.#table, sortRows(messages, orderIn))];
  }

  /** The conversations without rows. */
  unread(): ReturnType<typeof unreadConversations> {
    return unreadConversations(this.#source, this.#seen, this.#found);
  }
}

/** A message that outlives its batch. */
function kept(message: QuotedMessage): QuotedMessage {
  const { bytes, isUtf8: faultless } = message.texts;
  const own = Buffer.from(bytes.subarray(message.start, message.end));
  return { ...message, texts: { bytes: own, isUtf8: faultless }, start: 0, end: own.length };
}

function orderIn({ order }: QuotedMessage): SqlValue {
  return order;
}

function readBatch({ rows, texts: said }: RowBatch): { ids: (string | null)[]; messages: QuotedMessage[] } {
  const bytes = Buffer.from(said.buffer, said.byteOffset, said.length);
  const texts = { bytes, isUtf8: isUtf8(bytes) };
  const [ids, orders, roles, lengths]: Columns = JSON.parse(rows);
  let end = 0;
  const messages = lengths.map((length, at): QuotedMessage => {
    const order = orders[at] ?? null;
    const start = end;
    end += length;
    return {
      role: roleOf(textOf(roles[at])),
      order: Array.isArray(order) ? Buffer.from(order[0], "hex") : order,
      texts,
      start,
      end,
    };
  });
  return { ids, messages };
}
