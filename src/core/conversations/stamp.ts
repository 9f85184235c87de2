import { realpathSync, statSync } from "node:fs";
import { systemCode } from "../../shared/thrown.ts";

/** The clocks of some file systems count by two seconds: a file changed later than that may change again unseen. */
const QUIET_MS = 2_000;
/** What SQLite writes beside the file; readers write to `-shm` too. */
const COMPANIONS = ["-wal", "-journal"];

/**
 * Tells one state of a database from any later one: equal stamps mean that nobody wrote in between. Null where that
 * cannot be told, because the file is gone or was changed only just now.
 */
export function stampOf(path: string, now: number): string | null {
  try {
    const file = realpathSync(path);
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    const parts = [[file, dev, ino, size, mtimeNs, ctimeNs].join(" ")];
    const changes = [mtimeNs, ctimeNs];
    for (const suffix of COMPANIONS) {
      const stat = statSync(file + suffix, { bigint: true, throwIfNoEntry: false });
      if (stat === undefined) continue;
      // Not when its owner or mode changed: opening a log as root sets its owner each time.
      parts.push([suffix, stat.ino, stat.size, stat.mtimeNs].join(" "));
      changes.push(stat.mtimeNs);
    }
    const isQuiet = changes.every((change) => now - Number(change / 1_000_000n) >= QUIET_MS);
    return isQuiet ? parts.join("\n") : null;
  } catch (error) {
    if (systemCode(error) === "") throw error;
    return null;
  }
}
