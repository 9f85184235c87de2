import type { ConversationPage } from "../../shared/contract/conversations.ts";
import { ConversationIndex } from "./conversation-index.ts";
import type { OpenedSource } from "./open.ts";
import { requireConversations } from "./scan.ts";
import { reading } from "./sqlite-error.ts";
import { summarise } from "./summaries.ts";

export interface ListOptions {
  /** A text to be found in messages, names and system prompts, whatever its case. */
  search?: string | undefined;
  /** A model as `inspect` names it; empty for conversations without one. */
  model?: string | null | undefined;
  /** A system prompt as `inspect` names it; empty for conversations without one. */
  systemPromptName?: string | null | undefined;
  limit: number;
  offset: number;
}

/**
 * A page of conversations, newest first as their own times sort, later rows first where those agree; `total` counts
 * all that are wanted. The index makes further pages quick. Throws `no_conversations` where the file has none.
 */
export function listConversations(
  source: OpenedSource,
  { search, model = null, systemPromptName = null, limit, offset }: ListOptions,
  index = new ConversationIndex(),
): ConversationPage {
  const { database, layout, path } = source;
  requireConversations(path, layout);
  return reading(path, () => {
    const ids = index.ids(source, { search: search === "" ? null : (search ?? null), model, systemPromptName });
    const page = ids.slice(offset, offset + limit);
    return { total: ids.length, conversations: summarise(database, layout, page, index.knownRuns) };
  });
}
