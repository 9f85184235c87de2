import type { Stats } from "node:fs";
import { basename } from "node:path";
import type { OpenedSource } from "../../shared/contract/files.ts";
import { AppError } from "../../shared/errors.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { assertReadableFile, statOf } from "./readable-file.ts";

interface SourceRow {
  id: string;
  path: string;
  opened_at: number;
}

/** The files that were opened, which screens name by their ids. */
export interface OpenedSources {
  /** Takes a file in, or moves it to the front; its id stays what it was. Throws `not_found` and `not_readable`. */
  open(path: string): OpenedSource;
  /** Newest first. */
  list(): OpenedSource[];
  /** Takes it off the list; what was made from it still knows its path. Throws `not_found`. */
  forget(id: string): void;
}

/** Keeps opened files in the workspace. */
export function createOpenedSources(workspace: Workspace): OpenedSources {
  const describe = ({ id, path, opened_at: openedAt }: SourceRow): OpenedSource => {
    const found = statOf(path);
    return {
      id,
      name: basename(path),
      path,
      openedAt: new Date(openedAt).toISOString(),
      bytes: found?.size ?? null,
      modifiedAt: found === undefined ? null : lastWritten(path, found).toISOString(),
    };
  };
  return {
    open(path) {
      assertReadableFile(path);
      const row = workspace.write((db) => {
        const now = workspace.now();
        db.run(
          `INSERT INTO sources (id, path, added_at, opened_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (path) DO UPDATE SET opened_at = excluded.opened_at, is_listed = 1`,
          workspace.newId("source"),
          path,
          now,
          now,
        );
        return db.get<SourceRow>("SELECT id, path, opened_at FROM sources WHERE path = ?", path);
      });
      if (row === undefined) throw new Error("a source that was just written is there");
      return describe(row);
    },
    list: () =>
      workspace.read
        .all<SourceRow>(
          "SELECT id, path, opened_at FROM sources WHERE is_listed = 1 ORDER BY opened_at DESC, rowid DESC",
        )
        .map(describe),
    forget(id) {
      const changed = workspace.write((db) => db.run("UPDATE sources SET is_listed = 0 WHERE id = ?", id));
      if (changed === 0)
        throw new AppError("not_found", `There is no source ${id}.`, { hint: "It may be forgotten already." });
    },
  };
}

/** In write-ahead mode a database is changed in the log beside it, while the file stays as it is. */
function lastWritten(path: string, { mtime }: Stats): Date {
  const log = statOf(`${path}-wal`);
  return log === undefined || log.size === 0 || log.mtime < mtime ? mtime : log.mtime;
}
