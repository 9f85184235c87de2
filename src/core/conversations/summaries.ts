import type Database from "better-sqlite3";
import type { ConversationSummary } from "../../shared/contract/conversations.ts";
import { bareHead, type ConversationHead, exchangeMessages, headsOf, ownMessages } from "./head.ts";
import type { Layout, MessageTable } from "./layout.ts";
import { compareOrders, isExchanges } from "./message-rows.ts";
import type { MessageRuns } from "./message-runs.ts";
import { roleOf } from "./roles.ts";
import type { ScannedMessage } from "./scan.ts";
import { quoted } from "./schema.ts";
import { columnSql, messageConversationSql, rowOrderSql } from "./sql.ts";
import { idText, type SqlValue, textOf, textOrNull } from "./values.ts";

/** Characters of a preview. */
const PREVIEW = 200;

/** What a list says of the conversations with these ids, in their order; without `runs` all messages are gone through. */
export function summarise(
  database: Database.Database,
  layout: Layout,
  ids: readonly string[],
  runs: MessageRuns | null,
): ConversationSummary[] {
  if (ids.length === 0) return [];
  const { messages, conversations } = layout;
  const sums = messages === null ? new Map<string, MessageSum>() : sumUpMessages(database, messages, ids, runs);
  const heads = headsOf(database, conversations, ids);
  return ids.map((id) => {
    const head = heads.get(id) ?? bareHead(id);
    const sum = sums.get(id);
    const own = sum === undefined ? sumUpOwn(head) : { messages: sum.messages, preview: sum.preview };
    return {
      id,
      createdAt: head.createdAt ?? sum?.createdAt ?? null,
      name: head.name,
      model: head.model ?? sum?.model ?? null,
      systemPromptName: head.systemPromptName,
      messages: own.messages,
      preview: cut(own.preview ?? ""),
    };
  });
}

function sumUpOwn(head: ConversationHead): { messages: number; preview: string | null } {
  const messages = ownMessages(head);
  const said = isPrompt(messages[0]) ? messages.slice(1) : messages;
  return { messages: said.length, preview: said.find(({ role }) => role === "user")?.content ?? null };
}

/** The columns of a row, its texts only begun. */
type BegunRow = [
  conversation: SqlValue,
  order: SqlValue,
  first: SqlValue,
  second: SqlValue,
  model: SqlValue,
  createdAt: SqlValue,
];

/** Sums up the rows of one conversation, which come in the order of the file and are not kept. */
class MessageSum {
  readonly #exchanges: boolean;
  #count = 0;
  #first: BegunRow | null = null;
  #firstUser: { order: SqlValue; content: string } | null = null;

  constructor(exchanges: boolean) {
    this.#exchanges = exchanges;
  }

  add(row: BegunRow): void {
    const order = row[1];
    const messages = this.#messagesOf(row);
    this.#count += messages.length;
    if (this.#first === null || compareOrders(order, this.#first[1]) < 0) this.#first = row;
    const asked = messages.find(({ role }) => role === "user");
    if (asked === undefined) return;
    const isFirst = this.#firstUser === null || compareOrders(order, this.#firstUser.order) < 0;
    if (isFirst) this.#firstUser = { order, content: asked.content };
  }

  /** How many messages there are, without a system prompt at their beginning. */
  get messages(): number {
    const begins = this.#first === null ? undefined : this.#messagesOf(this.#first)[0];
    return this.#count - (isPrompt(begins) ? 1 : 0);
  }

  get preview(): string | null {
    return this.#firstUser?.content ?? null;
  }

  get model(): string | null {
    return textOrNull(this.#first?.[4]);
  }

  get createdAt(): string | null {
    return textOrNull(this.#first?.[5]);
  }

  #messagesOf([, , first, second]: BegunRow): ScannedMessage[] {
    if (this.#exchanges) return exchangeMessages(first, second);
    return [{ role: roleOf(textOf(first)), content: textOf(second) }];
  }
}

function sumUpMessages(
  database: Database.Database,
  table: MessageTable,
  ids: readonly string[],
  runs: MessageRuns | null,
): Map<string, MessageSum> {
  const exchanges = isExchanges(table);
  const sums = new Map<string, MessageSum>();
  const add = (id: string, row: BegunRow) => {
    const sum = sums.get(id) ?? new MessageSum(exchanges);
    sums.set(id, sum);
    sum.add(row);
  };
  if (runs === null) {
    const id = messageConversationSql(table);
    const wanted = `${id} IN (SELECT value FROM json_each(?))`;
    for (const row of begunRows<[string]>(database, table, wanted).iterate(JSON.stringify(ids))) {
      add(idText(row[0]) ?? "", row);
    }
    return sums;
  }
  const between = begunRows<[number, number]>(database, table, `${rowOrderSql(table)} BETWEEN ? AND ?`);
  for (const id of ids) for (const run of runs.of(id)) for (const row of between.iterate(...run)) add(id, row);
  return sums;
}

function begunRows<Values extends unknown[]>(
  database: Database.Database,
  table: MessageTable,
  wanted: string,
): Database.Statement<Values, BegunRow> {
  const begin = (part: "content" | "prompt" | "response") => `substr(${columnSql(table, part)}, 1, ${PREVIEW + 1})`;
  const said = isExchanges(table) ? [begin("prompt"), begin("response")] : [columnSql(table, "role"), begin("content")];
  const columns = [
    messageConversationSql(table),
    columnSql(table, "order"),
    ...said,
    columnSql(table, "model"),
    columnSql(table, "createdAt"),
  ];
  return database
    .prepare<Values, BegunRow>(
      `SELECT ${columns.join(", ")} FROM ${quoted(table.name)} WHERE ${wanted} ORDER BY ${rowOrderSql(table)}`,
    )
    .raw();
}

/** True for a message that is the system prompt, if it is the first one. */
function isPrompt(message: ScannedMessage | undefined): boolean {
  return message?.role === "system" && message.content.trim() !== "";
}

function cut(text: string): string {
  return (text.length > PREVIEW ? `${text.slice(0, PREVIEW - 1).trimEnd()}…` : text).toWellFormed();
}
