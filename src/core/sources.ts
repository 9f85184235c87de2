import { resolve } from "node:path";
import type { Source } from "../shared/contract/route.ts";
import type { Caller } from "../shared/envelope.ts";
import { AppError } from "../shared/errors.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** Turns what a caller names into paths of this machine. */
export interface Sources {
  /** The absolute path of a file to read. */
  toRead(source: Source, caller: Caller): string;
  /** The absolute path of a file to write. */
  toWrite(target: { path: string }, caller: Caller): string;
}

/** Only the command line passes paths; a screen names what its host offered it. */
function assertMayPassPaths(caller: Caller): void {
  if (caller.kind === "command-line") return;
  throw new AppError("forbidden", "A screen names a file by the id its host gave it, never by a path.");
}

/** Makes the look-up; relative paths start at the working directory. */
export function createSources(workspace: Workspace, workingDirectory: string): Sources {
  return {
    toRead(source, caller) {
      if ("path" in source) {
        assertMayPassPaths(caller);
        return resolve(workingDirectory, source.path);
      }
      if ("datasetId" in source) {
        const { datasetId, role } = source;
        const file = workspace.read.get<{ path: string }>(
          "SELECT path FROM dataset_files WHERE dataset_id = ? AND role = ?",
          datasetId,
          role,
        );
        if (file !== undefined) return file.path;
        throw new AppError("not_found", `There is no ${role} file of a dataset ${datasetId}.`, {
          hint: "Choose a dataset that is listed.",
        });
      }
      const row = workspace.read.get<{ path: string }>("SELECT path FROM sources WHERE id = ?", source.sourceId);
      if (row !== undefined) return row.path;
      throw new AppError("not_found", `There is no source ${source.sourceId}.`, { hint: "Open the file again." });
    },
    toWrite(target, caller) {
      assertMayPassPaths(caller);
      return resolve(workingDirectory, target.path);
    },
  };
}
