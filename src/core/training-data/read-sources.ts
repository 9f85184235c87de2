import { setImmediate as nextTurn } from "node:timers/promises";
import type { Progress } from "../../shared/contract/operations.ts";
import { AppError } from "../../shared/errors.ts";
import { hasMoreRows, looksInterleaved } from "../conversations/interleaved.ts";
import { examineFile, openSource } from "../conversations/open.ts";
import { scanQuoted } from "../conversations/quoted-conversations.ts";
import { InterleavedRows } from "../conversations/scan.ts";
import type { Collector } from "./collector.ts";

/** After this many conversations progress is reported and a message from the parent can be heard. */
const CONVERSATIONS_A_TURN = 500;

type Report = (progress: Progress) => void;

/** What is read, into what. */
export interface SourceReading {
  paths: readonly string[];
  collector: Collector;
  /** Reading stops after so many conversations that the filters let through; 0 reads all. */
  limit: number;
  report: Report;
  /** Called when a source has been opened, by its position. */
  opened: (position: number, path: string) => void;
}

/** Throws where a source cannot be read, before anything is made of the others. */
export function requireSources(paths: readonly string[]): void {
  if (paths.length === 0) {
    throw new AppError("invalid_input", "There is no source to prepare from.", { hint: "Name at least one database." });
  }
  for (const path of paths) examineFile(path);
}

/**
 * Gives the conversations of all sources, in their order, to the collector. A source without conversations is passed
 * over; where none has any, throws `no_conversations`.
 */
export async function readSources(reading: SourceReading): Promise<void> {
  let empty: AppError | null = null;
  for (const [position, path] of reading.paths.entries()) {
    try {
      await readSource(reading, position, path);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "no_conversations") throw error;
      empty ??= error;
    }
  }
  if (reading.collector.tally.conversations === 0 && empty !== null) throw empty;
}

/** Reads one source as its rows stand, and again in order where a conversation's rows turn out to be apart. */
async function readSource(reading: SourceReading, position: number, path: string): Promise<void> {
  const { collector, limit, opened } = reading;
  using source = openSource(path);
  opened(position, path);
  const rewind = collector.mark();
  // A limit may end the reading before rows that are apart matter.
  const sorted = limit === 0 && looksInterleaved(source);
  try {
    const last = await collect(scanQuoted(source, { sorted }), reading);
    // Whoever stops early has not seen whether rows of what was read stand further on.
    if (last !== null && hasMoreRows(source, last)) throw new InterleavedRows();
  } catch (error) {
    if (!(error instanceof InterleavedRows)) throw error;
    rewind();
    await collect(scanQuoted(source, { sorted: true }), reading);
  }
}

/** Returns the id of the conversation after which the limit ended the reading, or null where all were read. */
async function collect(
  conversations: ReturnType<typeof scanQuoted>,
  { collector, limit, report }: SourceReading,
): Promise<string | null> {
  if (limit > 0 && collector.tally.considered >= limit) return null;
  const tell = () => report({ done: collector.tally.conversations, total: null, unit: "conversations", note: null });
  for await (const some of conversations) {
    for (const conversation of some) {
      collector.add(conversation);
      if (limit > 0 && collector.tally.considered >= limit) {
        tell();
        return conversation.id;
      }
      if (collector.tally.conversations % CONVERSATIONS_A_TURN !== 0) continue;
      tell();
      await nextTurn();
    }
  }
  tell();
  return null;
}
