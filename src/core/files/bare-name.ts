const LONGEST_NAME_BYTES = 200;

/** Whether a name is that of a file alone: no folder, no way up, nothing a file system would trip over. */
export function isBareName(name: string): boolean {
  if (name === "." || name === ".." || name.trim() === "") return false;
  return !/[/\\\p{Cc}]/u.test(name) && Buffer.byteLength(name) <= LONGEST_NAME_BYTES;
}
