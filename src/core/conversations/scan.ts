import type { OpenedSource } from "./open.ts";

export interface ScannedMessage {
  role: string;
  content: string;
}

/** One conversation as read from a file; `messages` are in order and hold no system prompt taken from index 0. */
export interface ScannedConversation {
  id: string;
  model: string | null;
  provider: string | null;
  createdAt: string | null;
  systemPrompt: string | null;
  messages: ScannedMessage[];
}

/** The rows of one conversation do not stand together: what was yielded so far is void, scan again with `sorted`. */
export class InterleavedRows extends Error {
  override readonly name = "InterleavedRows";
}

/**
 * Yields every conversation, one at a time, in the order of first message rows; those without message rows come last.
 * Throws InterleavedRows, at any point, unless `sorted`, which orders by conversation first and costs a sort.
 * Throws AppError `no_conversations` where the file has none, `corrupt` and the like where it cannot be read.
 */
export function* scanConversations(
  source: OpenedSource,
  options: { sorted: boolean } = { sorted: false },
): Generator<ScannedConversation, void, undefined> {
  throw new Error(`not there yet: ${source.path} ${options.sorted}`);
}
