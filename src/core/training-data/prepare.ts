import type { Progress } from "../../shared/contract/operations.ts";
import type { DatasetFile } from "../../shared/contract/training-data.ts";
import { AppError } from "../../shared/errors.ts";
import type { PrepareResult, PrepareTask } from "../tasks/contract.ts";
import { Collector } from "./collector.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { JsonlWriter } from "./jsonl-writer.ts";
import { readSources, requireSources } from "./read-sources.ts";
import { splitFor } from "./split.ts";
import { resolveTargets } from "./targets.ts";
import { loadTokenizer } from "./tokens.ts";

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
  const split = splitFor(recipe);
  const countTokens = recipe.countTokens ? await loadTokenizer() : null;
  const collector = new Collector(train, { recipe, split, countTokens, onlooker: null });

  const sources = await readAndFingerprint(task, collector, report);
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
      hint: "Give a validation file and its fraction together, or neither.",
    });
  }
  // Before a file is made: a source that cannot be read is told at once.
  requireSources(sources);
}

/** Reads the sources, and their hashes beside it. */
async function readAndFingerprint(task: PrepareTask, collector: Collector, report: Report): Promise<Fingerprint[]> {
  const fingerprints: Promise<Fingerprint>[] = [];
  const opened = (_: number, path: string) => {
    const read = fingerprint(path);
    // Whether it failed is asked below; until then nobody listens.
    read.catch(() => undefined);
    fingerprints.push(read);
  };
  await readSources({ paths: task.sources, collector, limit: task.recipe.maxConversations, report, opened });
  return Promise.all(fingerprints);
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
    hint: "Inspect the file to see what it holds, or loosen the filters.",
    detail: { skipped: tally.skipped },
  });
}
