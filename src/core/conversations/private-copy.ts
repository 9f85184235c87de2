import { chmodSync, constants, copyFileSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../shared/errors.ts";
import { isAlive } from "../is-alive.ts";

const FOLDER_PREFIX = "tunewright-copy-";
const LEFT_BEHIND_AFTER_MS = 3_600_000;
const ATTEMPTS = 3;

/** A copy of a database and its companions that only this user can read; disposing removes it. */
export interface PrivateCopy extends Disposable {
  readonly path: string;
}

/**
 * Copies the database with those of its companions (`-wal`, `-journal`) that are named.
 * Throws `busy` where the file keeps changing meanwhile, `disk_full` and `not_readable`.
 */
export function makePrivateCopy(file: string, companions: readonly string[]): PrivateCopy {
  const parent = realpathSync(tmpdir());
  removeLeftBehind(parent);
  const folder = mkdtempSync(join(parent, `${FOLDER_PREFIX}${process.pid}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  const dispose = () => {
    process.removeListener("exit", remove);
    remove();
  };
  try {
    copyUnchanged(file, companions, join(folder, "source.db"));
  } catch (thrown) {
    dispose();
    throw copyFailure(thrown, file);
  }
  return { path: join(folder, "source.db"), [Symbol.dispose]: dispose };
}

/** Copies until nothing changed while copying: a copy made while somebody wrote would be of no moment. */
function copyUnchanged(file: string, companions: readonly string[], target: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = fingerprint(file);
    for (const suffix of ["", ...companions]) {
      copyFileSync(file + suffix, target + suffix, constants.COPYFILE_FICLONE);
      chmodSync(target + suffix, 0o600);
    }
    if (fingerprint(file) === before) return;
  }
  throw new AppError("busy", `${file} was being written to each time it was read.`, {
    hint: "Wait until the other program has finished, or close it, and try again.",
  });
}

function fingerprint(file: string): string {
  return ["", "-wal", "-shm", "-journal"]
    .map((suffix) => {
      const stat = statSync(file + suffix, { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? "none" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
    })
    .join("; ");
}

function copyFailure(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof Error) || !("code" in thrown) || thrown instanceof AppError) return thrown;
  if (thrown.code === "ENOSPC" || thrown.code === "EDQUOT") {
    return new AppError("disk_full", `There is no room in ${tmpdir()} for the private copy that ${file} needs.`, {
      hint: "Free some space there, or point TMPDIR to a larger disk.",
      cause: thrown,
    });
  }
  return new AppError("not_readable", `${file} and the files that belong to it cannot be copied: ${thrown.message}.`, {
    hint: "Check that you may read the file and those beside it with the same name and -wal or -journal at the end.",
    cause: thrown,
  });
}

/** Removes copies of processes that were killed before they could. */
function removeLeftBehind(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^tunewright-copy-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(pid) || pid === process.pid || isAlive(pid)) continue;
    const folder = join(parent, name);
    try {
      const stat = statSync(folder);
      if (stat.uid !== process.getuid?.() || Date.now() - stat.mtimeMs < LEFT_BEHIND_AFTER_MS) continue;
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else is removing it.
    }
  }
}
