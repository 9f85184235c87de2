import { accessSync, constants, type Dirent, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { FolderEntry } from "../../shared/contract/files.ts";
import { AppError } from "../../shared/errors.ts";
import { messageOf, systemCode } from "../../shared/thrown.ts";
import { statOf } from "./readable-file.ts";

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
  const showsHidden = basename(path).startsWith(".");
  const inOrder = read(path)
    .filter(({ name }) => showsHidden || !name.startsWith("."))
    .map((entry): Named => ({ name: entry.name, isFolder: isFolder(path, entry) }))
    .toSorted((a, b) => Number(b.isFolder) - Number(a.isFolder) || order.compare(a.name, b.name));
  const parent = dirname(path);
  return { folder: path, parent: parent === path ? null : parent, home: homedir(), ...firstReadable(path, inOrder) };
}

/** Where one starts to look: the working directory, or home where that is gone or may not be listed. */
export function browseStart(workingDirectory: string): Folder {
  try {
    return browse(workingDirectory);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return browse(homedir());
  }
}

interface Named {
  name: string;
  isFolder: boolean;
}

/** Looks at no more entries than are shown: of a folder of a million, a look at each would take long. */
function firstReadable(folder: string, inOrder: readonly Named[]): Pick<Folder, "entries" | "isCut"> {
  const entries: FolderEntry[] = [];
  for (const { name } of inOrder) {
    const entry = describe(folder, name);
    if (entry === null) continue;
    if (entries.length === MOST_ENTRIES) return { entries, isCut: true };
    entries.push(entry);
  }
  return { entries, isCut: false };
}

/** The folder itself knows what an entry is, but not what a link leads to, nor on every file system. */
function isFolder(folder: string, entry: Dirent): boolean {
  if (entry.isDirectory() || entry.isFile()) return entry.isDirectory();
  return statOf(join(folder, entry.name))?.isDirectory() ?? false;
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
function describe(folder: string, name: string): FolderEntry | null {
  const path = join(folder, name);
  const found = statOf(path);
  const kind = found?.isDirectory() === true ? "folder" : "file";
  if (found === undefined || (kind === "file" && !found.isFile())) return null;
  try {
    accessSync(path, kind === "folder" ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch {
    return null;
  }
  return { name, path, kind, bytes: kind === "folder" ? null : found.size, modifiedAt: found.mtime.toISOString() };
}
