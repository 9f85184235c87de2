import type { Inspection } from "../../shared/contract/conversations.ts";
import type { Progress } from "../../shared/contract/operations.ts";
import { Tally } from "./findings.ts";
import { countInterleaved } from "./interleaved.ts";
import { inspectTrainingFile, looksLikeTrainingFile } from "./inspect-training.ts";
import { examineFile, type OpenedSource, openSource } from "./open.ts";
import { countHeads, InterleavedRows, readConversations } from "./scan.ts";
import { reading } from "./sqlite-error.ts";

const MOST_DAMAGES = 100;

type Report = (progress: Progress) => void;

/**
 * What the file at this absolute path holds: a database, or a training file. Unknown tables are no error.
 * Throws what `openSource` throws.
 */
export async function inspectFile(path: string, report: Report): Promise<Inspection> {
  const { signature } = examineFile(path);
  if (signature.kind === "text" && (await looksLikeTrainingFile(path))) return inspectTrainingFile(path, report);
  using source = openSource(path);
  return { path, kind: source.layout.kind, ...sumUp(source, report).sums() };
}

function sumUp(source: OpenedSource, report: Report): Tally {
  // On a large file this takes seconds in which nothing else can be told.
  report({ done: 0, total: null, unit: "conversations", note: "looking for damage" });
  const damaged = reading(source.path, () => countDamages(source));
  const tally = readAll(source, report);
  tally.found("damaged", damaged);
  return tally;
}

function readAll(source: OpenedSource, report: Report): Tally {
  try {
    return tallyOf(source, false, report);
  } catch (thrown) {
    if (!(thrown instanceof InterleavedRows)) throw thrown;
    const tally = tallyOf(source, true, report);
    const { messages } = source.layout;
    if (messages !== null) {
      tally.found(
        "interleaved_rows",
        reading(source.path, () => countInterleaved(source.database, messages)),
      );
    }
    return tally;
  }
}

function tallyOf(source: OpenedSource, sorted: boolean, report: Report): Tally {
  const tally = new Tally();
  const total = reading(source.path, () => countHeads(source)) || null;
  let done = 0;
  for (const conversation of readConversations(source, { sorted })) {
    tally.add(conversation);
    // Rows that belong to no conversation are none of the total.
    if (total !== null && conversation.head === null) continue;
    done += 1;
    if (done % 1_000 === 0) report({ done, total, unit: "conversations", note: "reading" });
  }
  return tally;
}

function countDamages({ database }: OpenedSource): number {
  const problems = database.prepare<[], string>(`PRAGMA quick_check(${MOST_DAMAGES})`).pluck().all();
  return problems.filter((problem) => problem !== "ok").length;
}
