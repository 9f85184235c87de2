import type Database from "better-sqlite3";
import { SIDE_TABLE_PREFIX } from "./chats/schema.ts";
import { CONVERSATION_COLUMNS, findColumn, matchColumns, MESSAGE_COLUMNS, plainName } from "./column-names.ts";
import { messagesInJson } from "./embedded-messages.ts";
import type { ConversationPart, ConversationTable, FileKind, Layout, MessageTable } from "./layout.ts";
import { isKnownRole, roleOf } from "./roles.ts";
import { hasRows, quoted, readTables, type Table } from "./schema.ts";
import { type SqlValue, textOf } from "./values.ts";

const SAMPLED_ROWS = 20;
/** A sampled value is looked at no further than this, in bytes. */
const SAMPLED_BYTES = 4_000_000;

const DESCRIBING_PARTS = [
  "createdAt",
  "name",
  "model",
  "provider",
  "summary",
  "systemPromptName",
  "systemPrompt",
  "config",
] as const satisfies readonly ConversationPart[];

/** Finds out, by tables, columns and rows and never by a name or version of the file, where conversations lie. */
export function recognise(database: Database.Database): Layout {
  const tables = readTables(database).filter(
    ({ name }) => !name.startsWith(SIDE_TABLE_PREFIX) && hasRows(database, name),
  );
  const places = findConversations(database, tables);
  return { kind: kindOf(database, tables, places), ...places, tablesWithRows: tables.map((table) => table.name) };
}

interface Places {
  conversations: ConversationTable[];
  messages: MessageTable | null;
}

function kindOf(database: Database.Database, tables: readonly Table[], places: Places): FileKind {
  const names = new Set(tables.map((table) => table.name.toLowerCase()));
  if (names.has("fine_tuning_jobs")) return "jobs";
  if (names.has("elo_comparisons")) return "comparisons";
  if (names.has("single_judgments") || names.has("likert_evaluations")) return "judgments";
  if (places.conversations.some((table) => isEvaluation(table))) return "evaluation";
  if (places.conversations.length > 0 || places.messages !== null) return "conversations";
  return names.has("evaluation_summaries") ? kindOfSummaries(database, tables) : "unknown";
}

function isEvaluation(table: { name: string }): boolean {
  return table.name.toLowerCase() === "evaluation_conversations";
}

/** A file of nothing but summaries is called by what it sums up. */
function kindOfSummaries(database: Database.Database, tables: readonly Table[]): FileKind {
  const table = tables.find(({ name }) => name.toLowerCase() === "evaluation_summaries");
  const column = table && findColumn(table.columns, ["elosummariesjson"]);
  if (table === undefined || column === undefined) return "judgments";
  const name = quoted(column.name);
  const ratings = database.prepare(`SELECT 1 FROM ${quoted(table.name)} WHERE length(${name}) > 4 LIMIT 1`).get();
  return ratings === undefined ? "judgments" : "comparisons";
}

function findConversations(database: Database.Database, tables: readonly Table[]): Places {
  const named = tables.filter((table) => table.name.toLowerCase() === "conversations" || isEvaluation(table));
  const messages = findMessages(database, tables);
  if (messages !== null) {
    const parents = findParents(tables, messages, named);
    return { messages: messages.mapped, conversations: parents.map((table) => mapConversations(database, table)) };
  }
  const whole = [...named, ...tables].find((table) => holdsWholeConversations(database, table));
  if (whole !== undefined) return { messages: null, conversations: [mapConversations(database, whole)] };
  const bare = named.filter((table) => findColumn(table.columns, CONVERSATION_COLUMNS.id) !== undefined);
  return { messages: null, conversations: bare.map((table) => mapConversations(database, table)) };
}

interface FoundMessages {
  table: Table;
  mapped: MessageTable;
}

/** The table whose rows are messages or exchanges that name their conversation; failing that, one long conversation. */
function findMessages(database: Database.Database, tables: readonly Table[]): FoundMessages | null {
  const likely = tables.toSorted((a, b) => nameRank(a) - nameRank(b));
  for (const grouped of [true, false]) {
    for (const table of likely) {
      const mapped = mapMessages(database, table, grouped);
      if (mapped !== null) return { table, mapped };
    }
  }
  return null;
}

function nameRank(table: Table): number {
  const name = table.name.toLowerCase();
  return name === "messages" ? 0 : name.includes("message") ? 1 : 2;
}

function mapMessages(database: Database.Database, table: Table, grouped: boolean): MessageTable | null {
  const conversation = findColumn(table.columns, MESSAGE_COLUMNS.conversation);
  if ((conversation !== undefined) !== grouped) return null;
  const others = table.columns.filter((column) => column !== conversation);
  const said = matchColumns(others, MESSAGE_COLUMNS, ["role", "content"]);
  const exchanged = matchColumns(others, MESSAGE_COLUMNS, ["prompt", "response", "system"]);
  const isMessages = said.role !== undefined && said.content !== undefined && said.role !== said.content;
  const isExchanges = holdsTexts(database, table, [exchanged.prompt, exchanged.response]);
  const own = table.name.toLowerCase() === "messages";
  if (isMessages && !(own && grouped) && !holdsRoles(database, table, said.role ?? "")) return null;
  // An exchange that names no conversation is a conversation of its own.
  if (!isMessages && (!isExchanges || !grouped)) return null;
  return {
    name: table.name,
    rowKey: table.rowKey,
    conversationIsText: conversation?.isText ?? true,
    columns: {
      ...(conversation === undefined ? {} : { conversation: conversation.name }),
      ...matchColumns(others, MESSAGE_COLUMNS, ["order", "model", "createdAt"]),
      ...(isMessages ? said : exchanged),
    },
  };
}

function holdsRoles(database: Database.Database, table: Table, column: string): boolean {
  return sample(database, table, column).some((value) => isKnownRole(roleOf(textOf(value))));
}

function sample(database: Database.Database, table: Table, column: string): SqlValue[] {
  const name = quoted(column);
  return database
    .prepare<[number, number], SqlValue>(
      `SELECT ${name} FROM ${quoted(table.name)} WHERE ${name} IS NOT NULL AND length(${name}) < ? LIMIT ?`,
    )
    .pluck()
    .all(SAMPLED_BYTES, SAMPLED_ROWS);
}

/** The tables that say more about the conversations which messages name. */
function findParents(tables: readonly Table[], messages: FoundMessages, named: readonly Table[]): Table[] {
  const withId = (table: Table) =>
    table !== messages.table && findColumn(table.columns, CONVERSATION_COLUMNS.id) !== undefined;
  if (messages.mapped.columns.conversation === undefined) return [];
  const ours = named.filter(withId);
  if (ours.length > 0) return ours;
  const referred = messages.table.references.get(messages.mapped.columns.conversation)?.toLowerCase();
  const stem = plainName(messages.mapped.columns.conversation).replace(/u?u?id$/, "");
  const names = new Set([stem, `${stem}s`]);
  const parent =
    tables.find((table) => withId(table) && table.name.toLowerCase() === referred) ??
    tables.find((table) => withId(table) && names.has(plainName(table.name)));
  return parent === undefined ? [] : [parent];
}

/** True where each row holds a whole conversation: its messages as JSON, or one exchange. */
function holdsWholeConversations(database: Database.Database, table: Table): boolean {
  const parts = wholeParts(database, table);
  return parts.messagesJson !== undefined || parts.userMessage !== undefined;
}

type WholeParts = Partial<Record<"messagesJson" | "userMessage" | "assistantResponse", string>>;

function wholeParts(database: Database.Database, table: Table): WholeParts {
  const candidates = table.columns.filter(({ name }) => isName(CONVERSATION_COLUMNS.messagesJson, name));
  const json = candidates.find(({ name }) =>
    sample(database, table, name).some((value) => messagesInJson(textOf(value)) !== null),
  );
  if (json !== undefined) return { messagesJson: json.name };
  const pair = matchColumns(table.columns, CONVERSATION_COLUMNS, ["userMessage", "assistantResponse"]);
  const { userMessage, assistantResponse } = pair;
  return holdsTexts(database, table, [userMessage, assistantResponse]) && userMessage !== undefined
    ? { userMessage, ...(assistantResponse === undefined ? {} : { assistantResponse }) }
    : {};
}

/** True where each column is there and holds text: `input` and `output` may as well count tokens. */
function holdsTexts(database: Database.Database, table: Table, names: readonly (string | undefined)[]): boolean {
  return names.every(
    (name) => name !== undefined && sample(database, table, name).some((value) => typeof value === "string"),
  );
}

function holdsBytes(database: Database.Database, table: Table, { name }: { name: string }): boolean {
  const type = database
    .prepare(`SELECT typeof(${quoted(name)}) FROM ${quoted(table.name)} LIMIT 1`)
    .pluck()
    .get();
  return type === "blob";
}

function isName(names: readonly string[], name: string): boolean {
  return names.includes(plainName(name));
}

function mapConversations(database: Database.Database, table: Table): ConversationTable {
  const id = findColumn(table.columns, CONVERSATION_COLUMNS.id) ?? table.columns.find((column) => column.isPrimaryKey);
  const whole = wholeParts(database, table);
  const taken = new Set<string | undefined>(Object.values(whole));
  const others = table.columns.filter((column) => !taken.has(column.name));
  return {
    name: table.name,
    rowKey: table.rowKey,
    idIsIndexed:
      id !== undefined && id.comparesAsText && table.indexed.has(id.name) && !holdsBytes(database, table, id),
    columns: {
      ...(id === undefined ? {} : { id: id.name }),
      ...matchColumns(others, CONVERSATION_COLUMNS, DESCRIBING_PARTS),
      ...whole,
    },
  };
}
