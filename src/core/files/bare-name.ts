import { AppError } from "../../shared/errors.ts";

const LONGEST_NAME_BYTES = 200;

/** Whether a name is that of a file alone: no folder, no way up, nothing a file system would trip over. */
export function isBareName(name: string): boolean {
  if (name === "." || name === ".." || name.trim() === "") return false;
  return !/[/\\\p{Cc}]/u.test(name) && Buffer.byteLength(name) <= LONGEST_NAME_BYTES;
}

/** Throws `invalid_input` for what is not the name of a file alone. */
export function assertBareName(name: string): void {
  if (isBareName(name)) return;
  throw new AppError("invalid_input", `${JSON.stringify(name)} is not the name of a file.`, {
    hint: "Write a name without slashes, and choose the folder by itself.",
  });
}
