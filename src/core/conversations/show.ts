import type Database from "better-sqlite3";
import type { Conversation } from "../../shared/contract/conversations.ts";
import { AppError } from "../../shared/errors.ts";
import { bareHead, type ConversationHead, headFinder } from "./head.ts";
import type { Layout, MessageTable } from "./layout.ts";
import { placeInConversation, rowsOfConversation, sortRows } from "./message-rows.ts";
import type { OpenedSource } from "./open.ts";
import { assemble, type ReadConversation, requireConversations, withOwnMessages } from "./scan.ts";
import { quoted } from "./schema.ts";
import { conversationIdSql, messageConversationSql } from "./sql.ts";
import { reading } from "./sqlite-error.ts";

/** More messages of one conversation are not shown. */
const MOST_MESSAGES = 20_000;
/** A longer text is shown up to here, in characters. */
const LONGEST_TEXT = 2_000_000;

/**
 * One conversation, by its id or by a beginning of it that no other id shares.
 * Throws `not_found` where none begins so, `conflict` where several do, `no_conversations` where the file has none.
 */
export function showConversation(source: OpenedSource, idOrPrefix: string): Conversation {
  const { database, layout, path } = source;
  requireConversations(path, layout);
  return reading(path, () => {
    const id = findId(database, layout, path, idOrPrefix);
    const { head, messages, indexes, systemPrompt } = readOne(database, layout, id);
    const about = head ?? bareHead(id);
    return {
      id,
      createdAt: about.createdAt,
      name: about.name,
      model: about.model,
      provider: about.provider,
      summary: about.summary,
      systemPromptName: about.systemPromptName,
      systemPrompt,
      isCut: messages.length > MOST_MESSAGES || messages.some(({ content }) => content.length > LONGEST_TEXT),
      messages: messages.slice(0, MOST_MESSAGES).map(({ role, content }, at) => ({
        index: indexes[at] ?? at,
        role,
        content: content.length > LONGEST_TEXT ? content.slice(0, LONGEST_TEXT).toWellFormed() : content,
      })),
    };
  });
}

function readOne(database: Database.Database, layout: Layout, id: string): ReadConversation {
  const head = layout.conversations.length === 0 ? bareHead(id) : headFinder(database, layout.conversations).find(id);
  const rows = layout.messages === null ? [] : readMessages(database, layout.messages, id);
  if (layout.messages !== null && rows.length > 0) return assemble(head, layout.messages, rows);
  return withOwnMessages(head ?? bareHead(id));
}

function readMessages(
  database: Database.Database,
  table: MessageTable,
  id: string,
): ReturnType<typeof rowsOfConversation> {
  return sortRows(rowsOfConversation(database, table, id, MOST_MESSAGES + 2), placeInConversation);
}

function findId(database: Database.Database, layout: Layout, path: string, idOrPrefix: string): string {
  const exact = knownHead(database, layout, idOrPrefix);
  if (exact !== null) return exact.id;
  const found = idsBeginning(database, layout, idOrPrefix);
  const [only, another] = found;
  if (found.includes(idOrPrefix)) return idOrPrefix;
  if (only === undefined || idOrPrefix === "") {
    throw new AppError("not_found", `${path} has no conversation whose id is or begins with “${idOrPrefix}”.`, {
      hint: "List the conversations to see their ids.",
    });
  }
  if (another !== undefined) {
    throw new AppError("conflict", `Several conversations of ${path} have ids that begin with “${idOrPrefix}”.`, {
      hint: `Give more of the id: ${only}, ${another} …`,
    });
  }
  return only;
}

function knownHead(database: Database.Database, layout: Layout, id: string): ConversationHead | null {
  return layout.conversations.length === 0 ? null : headFinder(database, layout.conversations).find(id);
}

/** The first ids with this beginning, at most three of each table. */
function idsBeginning(database: Database.Database, layout: Layout, prefix: string): string[] {
  const ids = layout.conversations.map((table) => ({ table: table.name, id: conversationIdSql(table) }));
  if (ids.length === 0 && layout.messages !== null) {
    ids.push({ table: layout.messages.name, id: messageConversationSql(layout.messages) });
  }
  const found = ids.flatMap(({ table, id }) =>
    database
      .prepare<[string, string], string>(
        `SELECT DISTINCT ${id} AS id FROM ${quoted(table)}
         WHERE substr(${id}, 1, length(?)) = ? ORDER BY length(${id}), id LIMIT 3`,
      )
      .pluck()
      .all(prefix, prefix),
  );
  return [...new Set(found)];
}
