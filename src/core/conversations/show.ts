import type Database from "better-sqlite3";
import type { Conversation } from "../../shared/contract/conversations.ts";
import { AppError } from "../../shared/errors.ts";
import { bareHead, type ConversationHead, headsOf } from "./head.ts";
import { ConversationIndex } from "./conversation-index.ts";
import type { Layout } from "./layout.ts";
import { rowsOfConversation } from "./message-rows.ts";
import type { MessageRuns } from "./message-runs.ts";
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
export function showConversation(
  source: OpenedSource,
  idOrPrefix: string,
  index = new ConversationIndex(),
): Conversation {
  const { database, layout, path } = source;
  requireConversations(path, layout);
  return reading(path, () => {
    const known = headsOf(database, layout.conversations, [idOrPrefix]).get(idOrPrefix) ?? null;
    const id = known?.id ?? findId(source, idOrPrefix, index.knownRuns);
    const own = known ?? headsOf(database, layout.conversations, [id]).get(id) ?? null;
    const { head, messages, indexes, systemPrompt } = readOne(database, layout, id, own, index.knownRuns);
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

function readOne(
  database: Database.Database,
  layout: Layout,
  id: string,
  known: ConversationHead | null,
  runs: MessageRuns | null,
): ReadConversation {
  const head = layout.conversations.length === 0 ? bareHead(id) : known;
  const { messages } = layout;
  const rows = messages === null ? [] : rowsOfConversation(database, messages, id, MOST_MESSAGES + 2, runs);
  if (messages !== null && rows.length > 0) return assemble(head, messages, rows);
  return withOwnMessages(head ?? bareHead(id));
}

/** The id that is this text or, alone, begins with it. */
function findId({ database, layout, path }: OpenedSource, idOrPrefix: string, runs: MessageRuns | null): string {
  if (layout.conversations.length === 0 && runs?.has(idOrPrefix) === true) return idOrPrefix;
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
