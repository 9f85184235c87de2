import type Database from "better-sqlite3";
import { statSync } from "node:fs";
import type { Inspection } from "../../shared/contract/conversations.ts";
import type { Progress } from "../../shared/contract/operations.ts";
import { Tally } from "./findings.ts";
import { inspectTrainingFile, looksLikeTrainingFile } from "./inspect-training.ts";
import type { MessageTable } from "./layout.ts";
import { examineFile, type OpenedSource, openSource } from "./open.ts";
import { InterleavedRows, readConversations } from "./scan.ts";
import { quoted } from "./schema.ts";
import { SeenIds } from "./seen-ids.ts";
import { messageConversationSql, rowOrderSql } from "./sql.ts";
import { reading } from "./sqlite-error.ts";
import { idText, type SqlValue } from "./values.ts";

/** Larger files are not checked page by page, which takes seconds. */
const CHECKED_BYTES = 64_000_000;
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
  let done = 0;
  for (const conversation of readConversations(source, { sorted })) {
    tally.add(conversation);
    done += 1;
    if (done % 1_000 === 0) report({ done, total: null, unit: "conversations", note: null });
  }
  return tally;
}

/** How many conversations have rows that do not stand together. */
function countInterleaved(database: Database.Database, table: MessageTable): number {
  const seen = new SeenIds();
  const again = new SeenIds();
  const ids = database
    .prepare<[], SqlValue>(
      `SELECT ${messageConversationSql(table)} FROM ${quoted(table.name)} ORDER BY ${rowOrderSql(table)}`,
    )
    .pluck();
  let current: string | null = null;
  for (const value of ids.iterate()) {
    const id = idText(value);
    if (id !== null && id !== current && !seen.add(id)) again.add(id);
    current = id;
  }
  return again.size;
}

function countDamages({ path, database }: OpenedSource): number {
  if (statSync(path).size > CHECKED_BYTES) return 0;
  const problems = database.prepare<[], string>(`PRAGMA quick_check(${MOST_DAMAGES})`).pluck().all();
  return problems.filter((problem) => problem !== "ok").length;
}
