import { setImmediate as nextTurn } from "node:timers/promises";
import type { Progress } from "../../shared/contract/operations.ts";
import type { DatasetFile } from "../../shared/contract/training-data.ts";
import { AppError } from "../../shared/errors.ts";
import { hasMoreRows, looksInterleaved } from "../conversations/interleaved.ts";
import { examineFile, openSource } from "../conversations/open.ts";
import { scanQuoted } from "../conversations/quoted-conversations.ts";
import { InterleavedRows } from "../conversations/scan.ts";
import type { PrepareResult, PrepareTask } from "../tasks/contract.ts";
import { Collector } from "./collector.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { JsonlWriter } from "./jsonl-writer.ts";
import { Split } from "./split.ts";
import { resolveTargets } from "./targets.ts";
import { loadTokenizer } from "./tokens.ts";

/** After this many conversations progress is reported and a message from the parent can be heard. */
const CONVERSATIONS_A_TURN = 500;

type Report = (progress: Progress) => void;

/**
 * Writes the examples of all sources, in their order, to `out` and, with a validation fraction, to `validationOut`.
 * `maxConversations` counts conversations that the filters let through: reading stops after that many.
 * The same recipe and sources give the same bytes. Files appear whole or not at all, replacing what was there.
 * Tokens include 3 a message and 3 an example. Throws AppError: `invalid_input` for a recipe or target that
 * contradicts itself, `not_found`, `not_writable`, `disk_full`, `no_conversations` where no example came of it.
 */
export async function prepare(task: PrepareTask, report: Report): Promise<PrepareResult> {
  const { recipe } = task;
  checkTask(task);
  const targets = resolveTargets(task.sources, task.out, task.validationOut);
  using train = new JsonlWriter(targets.train, task.partialSuffix);
  using validation = targets.validation === null ? null : new JsonlWriter(targets.validation, task.partialSuffix);
  const split = recipe.validationFraction === null ? null : new Split(recipe.validationFraction, recipe.seed);
  const collector = new Collector(train, {
    rules: recipe,
    keepDuplicates: recipe.keepDuplicates,
    split,
    countTokens: recipe.countTokens ? await loadTokenizer() : null,
  });

  const sources = await readSources(task, collector, report);
  const examples = collector.examples;
  if (examples === 0) throw noExamples(collector);

  const isValidation = split === null ? () => false : split.choose();
  if (validation !== null) {
    train.filter((line, number) => {
      if (!isValidation(number)) return true;
      validation.append(line);
      return false;
    });
  }

  const written = [train, validation].filter((writer) => writer !== null);
  const sealed = written.map((writer) => ({ writer, sha256: writer.seal() }));
  for (const writer of written.toReversed()) writer.publish();
  const tokens = recipe.countTokens ? tokensBySide(collector, examples, isValidation) : null;
  const files = sealed.map(({ writer, sha256 }): DatasetFile => {
    const role = writer === train ? "train" : "validation";
    const path = (role === "train" ? task.out : task.validationOut) ?? writer.target;
    return { path, role, examples: writer.lines, bytes: writer.bytes, sha256, tokens: tokens?.[role] ?? null };
  });
  const { conversations, skipped, shortened } = collector.tally;
  return { examples, conversationsRead: conversations, files, skipped, shortened, sources };
}

function checkTask({ sources, validationOut, recipe }: PrepareTask): void {
  if ((validationOut === null) !== (recipe.validationFraction === null)) {
    throw new AppError("invalid_input", "A validation file needs both a name and a fraction, and only one was given.", {
      hint: "Give --validation-out and --validation-fraction together, or neither.",
    });
  }
  if (sources.length === 0) {
    throw new AppError("invalid_input", "There is no source to prepare from.", { hint: "Name at least one database." });
  }
  // Before a file is made: a source that cannot be read is told at once.
  for (const source of sources) examineFile(source);
}

async function readSources(task: PrepareTask, collector: Collector, report: Report): Promise<PrepareResult["sources"]> {
  const fingerprints: PrepareResult["sources"] = [];
  let empty: AppError | null = null;
  for (const path of task.sources) {
    try {
      fingerprints.push(await readSource(path, collector, task.recipe.maxConversations, report));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "no_conversations") throw error;
      empty ??= error;
      fingerprints.push(await fingerprint(path));
    }
  }
  if (collector.tally.conversations === 0 && empty !== null) throw empty;
  return fingerprints;
}

/** Reads one source as its rows stand, and again in order where a conversation's rows turn out to be apart. */
async function readSource(path: string, collector: Collector, limit: number, report: Report): Promise<Fingerprint> {
  using source = openSource(path);
  const read = fingerprint(path);
  // Whether it failed is asked below; until then nobody listens.
  read.catch(() => undefined);
  const mark = collector.mark();
  // A limit may end the reading before rows that are apart matter.
  const sorted = limit === 0 && looksInterleaved(source);
  try {
    const last = await collect(scanQuoted(source, { sorted }), collector, limit, report);
    // Whoever stops early has not seen whether rows of what was read stand further on.
    if (last !== null && hasMoreRows(source, last)) throw new InterleavedRows();
  } catch (error) {
    if (!(error instanceof InterleavedRows)) throw error;
    collector.rewind(mark);
    await collect(scanQuoted(source, { sorted: true }), collector, limit, report);
  }
  return read;
}

/** Returns the id of the conversation after which the limit ended the reading, or null where all were read. */
async function collect(
  conversations: ReturnType<typeof scanQuoted>,
  collector: Collector,
  limit: number,
  report: Report,
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

function tokensBySide(
  collector: Collector,
  examples: number,
  isValidation: (number: number) => boolean,
): Record<DatasetFile["role"], number> {
  const tokens = { train: 0, validation: 0 };
  for (let i = 0; i < examples; i++) tokens[isValidation(i) ? "validation" : "train"] += collector.tokensOf(i);
  return tokens;
}

function noExamples({ tally }: Collector): AppError {
  const reasons = tally.skipped.map(({ reason, count }) => `${count} ${reason.replaceAll("_", " ")}`).join(", ");
  const read =
    tally.conversations === 0 ? "No conversation was found" : `${tally.conversations} conversations were read`;
  const message = `${read}, and none gives a training example${reasons === "" ? "" : ` (${reasons})`}. Nothing was written.`;
  return new AppError("no_conversations", message, {
    hint: "Look into the file with “inspect”, or loosen the filters.",
    detail: { skipped: tally.skipped },
  });
}
