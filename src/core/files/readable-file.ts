import { accessSync, constants, statSync, type Stats } from "node:fs";
import { AppError } from "../../shared/errors.ts";
import { messageOf } from "../../shared/thrown.ts";

/** What is at a path, links followed; undefined where this user finds nothing there, whatever the reason. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder above it may not be entered, or no file can have such a name.
    return undefined;
  }
}

/** Throws `not_found`, with this hint, or `not_readable` for what is no file or may not be read. */
export function assertReadableFile(path: string, missingHint = "Check the path and its spelling."): Stats {
  const found = statOf(path);
  if (found === undefined) throw new AppError("not_found", `There is no file ${path}.`, { hint: missingHint });
  if (!found.isFile()) {
    throw new AppError("not_readable", `${path} is ${found.isDirectory() ? "a folder" : "no ordinary file"}.`, {
      hint: "Choose the file itself.",
    });
  }
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new AppError("not_readable", `${path} may not be read: ${messageOf(error)}.`, {
      hint: "Ask its owner for permission to read it, or copy it to a place of your own.",
      cause: error,
    });
  }
  return found;
}
