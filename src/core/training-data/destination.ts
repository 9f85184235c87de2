import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ParsedInput } from "../../shared/contract/index.ts";
import { AppError } from "../../shared/errors.ts";
import { asWriteFailure } from "../write-failure.ts";

/** A file's name holds at most 255 bytes, and ours end in up to 45 of their own. */
const LONGEST_NAME_BYTES = 200;

/** Where the files of one preparation go. */
export interface Destination {
  out: string;
  validationOut: string | null;
  /** Removes what a preparation left that came to nothing. */
  discard(): void;
}

type Wanted = Pick<ParsedInput<"trainingData.prepare">, "validationOut"> & { isDivided: boolean };

/** Files that the caller names. A child that was killed leaves what it wrote under partial names. */
export function namedFiles(out: string, validationOut: string | null, partialSuffix: string): Destination {
  const discard = () => {
    for (const path of [out, validationOut]) if (path !== null) removeIfThere(path + partialSuffix);
  };
  return { out, validationOut, discard };
}

/**
 * Files of a dataset in a private folder of its own, which is made here. Throws `invalid_input` for a name too long and
 * where a validation file is named as well, and `not_writable` or `disk_full`.
 */
export function datasetFiles(folder: string, name: string, { validationOut, isDivided }: Wanted): Destination {
  if (validationOut !== null) {
    throw new AppError("invalid_input", "A set in the data folder names its validation file itself.", {
      hint: "Leave the validation file out; the share that is held back decides whether there is one.",
    });
  }
  if (Buffer.byteLength(name) > LONGEST_NAME_BYTES) {
    throw new AppError("invalid_input", "The name is too long for a file.", { hint: "Choose a shorter name." });
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asWriteFailure(error, folder);
  }
  return {
    out: join(folder, `${name}.train.jsonl`),
    validationOut: isDivided ? join(folder, `${name}.validation.jsonl`) : null,
    discard: () => removeIfThere(folder),
  };
}

/** What cannot be removed must not hide why it was to be. */
function removeIfThere(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A name too long for a file, or a folder that has gone: nothing stands there.
  }
}
