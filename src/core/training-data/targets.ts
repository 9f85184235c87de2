import { realpathSync, statSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AppError } from "../../shared/errors.ts";
import { asWriteFailure } from "../write-failure.ts";
import { systemCode } from "../../shared/thrown.ts";

const COMPANIONS = ["-wal", "-shm", "-journal"];

/**
 * Where the files of a preparation will really lie: links are followed, so that a link stays one. Throws AppError
 * where a folder is missing (`not_found`) or a name would replace a source, the other file, or what is no plain
 * file (`invalid_input`). Nothing is written.
 */
export function resolveTargets(
  sources: readonly string[],
  out: string,
  validationOut: string | null,
): { train: string; validation: string | null } {
  const train = resolveTarget(out, sources);
  const validation = validationOut === null ? null : resolveTarget(validationOut, sources);
  if (validation !== null && isSameFile(train, validation)) {
    throw new AppError("invalid_input", `Training and validation data cannot both be written to ${train}.`, {
      hint: "Give the validation file a name of its own.",
    });
  }
  return { train, validation };
}

function resolveTarget(path: string, sources: readonly string[]): string {
  const folder = dirname(path);
  if (!statOf(folder)?.isDirectory()) {
    throw new AppError("not_found", `${path} cannot be written: there is no folder ${folder}.`, {
      hint: "Create the folder first, or choose another.",
    });
  }
  const standing = statOf(path);
  if (standing !== null && !standing.isFile()) {
    const what = standing.isDirectory() ? "a folder" : "not a plain file";
    throw new AppError("invalid_input", `${path} is ${what}, so no training file can be written there.`, {
      hint: "Name a file, such as train.jsonl.",
    });
  }
  if (sources.some((source) => belongsTo(source, path))) {
    throw new AppError(
      "invalid_input",
      `${path} is one of the sources or belongs to one; writing there would destroy it.`,
      {
        hint: "Choose another name for the training file.",
      },
    );
  }
  return standing === null ? join(realpathSync(folder), basename(path)) : realpathSync(path);
}

/** True for the source itself and for the names under which SQLite keeps what belongs to it. */
function belongsTo(source: string, path: string): boolean {
  const file = statOf(source) === null ? source : realpathSync(source);
  return [source, ...COMPANIONS.map((suffix) => file + suffix)].some((name) => isSameFile(name, path));
}

/** True for two names of one file, whether it exists or not. */
function isSameFile(a: string, b: string): boolean {
  const [first, second] = [statOf(a), statOf(b)];
  if (first === null || second === null) return a === b;
  return first.dev === second.dev && first.ino === second.ino;
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw asWriteFailure(error, path);
  }
}
