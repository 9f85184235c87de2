import { accessSync, constants, type Dirent, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { FolderEntry } from "../../shared/contract/files.ts";
import { AppError } from "../../shared/errors.ts";
import { messageOf, systemCode } from "../../shared/thrown.ts";

const MOST_ENTRIES = 2_000;
const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** A folder's contents as a picker shows them. */
export interface Folder {
  folder: string;
  parent: string | null;
  home: string;
  entries: FolderEntry[];
  isCut: boolean;
}

/** A path as a person types it: `~` is the home folder, what is relative begins at `start`. */
export function expandPath(path: string, start: string): string {
  const isHome = path === "~" || path.startsWith("~/") || path.startsWith("~\\");
  return isHome ? join(homedir(), path.slice(1)) : resolve(start, path);
}

/**
 * Lists a folder: what this user may read, folders first, hidden ones only inside a hidden folder.
 * Throws `not_found` and `not_readable`.
 */
export function browse(path: string): Folder {
  const names = read(path);
  const showsHidden = basename(path).startsWith(".");
  const entries = names
    .filter((entry) => showsHidden || !entry.name.startsWith("."))
    .map((entry) => describe(path, entry))
    .filter((entry) => entry !== null)
    .toSorted((a, b) => (a.kind === b.kind ? order.compare(a.name, b.name) : a.kind === "folder" ? -1 : 1));
  const parent = dirname(path);
  return {
    folder: path,
    parent: parent === path ? null : parent,
    home: homedir(),
    entries: entries.slice(0, MOST_ENTRIES),
    isCut: entries.length > MOST_ENTRIES,
  };
}

function read(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") {
      throw new AppError("not_found", `There is no folder ${path}.`, { hint: "Check the path and its spelling." });
    }
    const why = code === "ENOTDIR" ? "it is a file" : messageOf(error);
    throw new AppError("not_readable", `The folder ${path} cannot be listed: ${why}.`, {
      hint: "Choose a folder that you may read.",
      cause: error,
    });
  }
}

/** One entry, links followed; null for what may not be read or is neither file nor folder. */
function describe(folder: string, { name }: Dirent): FolderEntry | null {
  const path = join(folder, name);
  try {
    const found = statSync(path);
    const isFolder = found.isDirectory();
    if (!isFolder && !found.isFile()) return null;
    accessSync(path, isFolder ? constants.R_OK | constants.X_OK : constants.R_OK);
    return {
      name,
      path,
      kind: isFolder ? "folder" : "file",
      bytes: isFolder ? null : found.size,
      modifiedAt: found.mtime.toISOString(),
    };
  } catch {
    return null;
  }
}
