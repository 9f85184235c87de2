import { allHeads, type ConversationHead } from "./head.ts";
import type { MessageTable } from "./layout.ts";
import { isExchanges } from "./message-rows.ts";
import type { MessageRuns } from "./message-runs.ts";
import type { OpenedSource } from "./open.ts";
import { roleOf } from "./roles.ts";
import { InterleavedRows, type ReadConversation, readConversations, withOwnMessages } from "./scan.ts";
import { quoted } from "./schema.ts";
import { columnSql } from "./sql.ts";
import { type SqlValue, textOf } from "./values.ts";

/** Under what a conversation is counted: its model, and its system prompt's name or first words. Null: it has none. */
export interface Facets {
  model: string | null;
  prompt: string | null;
}

const LONGEST_WORDS = 80;

/** The facets of a conversation with a head. A name without a prompt names nothing. */
export function facetsOf(head: ConversationHead, systemPrompt: string | null): Facets {
  const prompt = systemPrompt === null ? null : (head.systemPromptName ?? firstWords(systemPrompt));
  return { model: head.model, prompt };
}

function firstWords(prompt: string): string {
  const line = prompt.trim().split(/[\r\n]/, 1)[0] ?? "";
  return (line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS - 1).trimEnd()}…` : line).toWellFormed();
}

/** The facets of every conversation by its id: from their own rows where those say it all, else from all messages. */
export function readFacets(source: OpenedSource, runs: MessageRuns | null): Map<string, Facets> {
  const facets = new FacetMap();
  if (rowsSayAll(source, runs)) addFromRows(source, runs, facets);
  else addFromMessages(source, facets);
  return facets.byId;
}

/** Many conversations share few names: each is kept once. */
class FacetMap {
  byId = new Map<string, Facets>();
  readonly #known = new Map<string, Facets>();

  add(head: ConversationHead, systemPrompt: string | null): void {
    if (this.byId.has(head.id)) return;
    const facets = facetsOf(head, systemPrompt);
    const key = JSON.stringify([facets.model, facets.prompt]);
    const known = this.#known.get(key) ?? facets;
    this.#known.set(key, known);
    this.byId.set(head.id, known);
  }
}

/** True where no message can say more about its conversation than the conversation's own row does. */
function rowsSayAll({ database, layout }: OpenedSource, runs: MessageRuns | null): boolean {
  const { messages, conversations } = layout;
  if (conversations.length === 0) return false;
  if (messages === null) return true;
  const mayNameModel = messages.columns.model !== undefined;
  return runs !== null && !mayNameModel && !isExchanges(messages) && !hasSystemRole(database, messages);
}

/** More words for roles than these are not looked through. */
const MOST_ROLES = 1_000;

function hasSystemRole(database: OpenedSource["database"], table: MessageTable): boolean {
  const words = database
    .prepare<[number], SqlValue>(`SELECT DISTINCT ${columnSql(table, "role")} FROM ${quoted(table.name)} LIMIT ?`)
    .pluck()
    .all(MOST_ROLES);
  return words.length === MOST_ROLES || words.some((word) => roleOf(textOf(word)) === "system");
}

function addFromRows({ database, layout }: OpenedSource, runs: MessageRuns | null, facets: FacetMap): void {
  for (const head of allHeads(database, layout.conversations)) {
    const hasRows = runs?.has(head.id) ?? false;
    facets.add(head, hasRows ? head.systemPrompt : withOwnMessages(head).systemPrompt);
  }
}

function addFromMessages(source: OpenedSource, facets: FacetMap): void {
  const addAll = (conversations: Iterable<ReadConversation>) => {
    for (const { head, systemPrompt } of conversations) if (head !== null) facets.add(head, systemPrompt);
  };
  try {
    addAll(readConversations(source, { sorted: false }));
  } catch (thrown) {
    if (!(thrown instanceof InterleavedRows)) throw thrown;
    facets.byId.clear();
    addAll(readConversations(source, { sorted: true }));
  }
}
