import type { FolderEntry } from "../../../shared/contract/files.ts";

/** A path as it is typed: the folder that it has reached, with its separator, and the beginning of what comes next. */
export interface TypedPath {
  folder: string;
  rest: string;
}

/** Splits after the last separator of either kind of system; `~` alone is the home folder. */
export function splitTyped(text: string): TypedPath {
  if (text === "~") return { folder: text, rest: "" };
  const at = Math.max(text.lastIndexOf("/"), text.lastIndexOf("\\")) + 1;
  return { folder: text.slice(0, at), rest: text.slice(at) };
}

/** The entries that what is typed may mean: those that begin so, then those that hold it. */
export function matching(entries: readonly FolderEntry[], rest: string): FolderEntry[] {
  const wanted = rest.toLowerCase();
  if (wanted === "") return [...entries];
  const begins = entries.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const holds = entries.filter(({ name }) => name.toLowerCase().indexOf(wanted) > 0);
  return [...begins, ...holds];
}

/** What Tab makes of the rest: as far as all entries that begin so agree, and through a folder that is alone. */
export function completed(entries: readonly FolderEntry[], rest: string, separator: string): string {
  const begins = entries.filter(({ name }) => name.toLowerCase().startsWith(rest.toLowerCase()));
  const [first, ...more] = begins;
  if (first === undefined) return rest;
  if (more.length === 0) return first.kind === "folder" ? first.name + separator : first.name;
  let common = first.name;
  for (const { name } of more) {
    while (!name.toLowerCase().startsWith(common.toLowerCase())) common = common.slice(0, -1);
  }
  return common.length > rest.length ? common : rest;
}

/** The separator of a machine's paths, as one of its folders shows it. */
export function separatorOf(folder: string): string {
  return folder.includes("\\") && !folder.startsWith("/") ? "\\" : "/";
}

/** A folder with its separator at the end. */
export function asFolder(folder: string): string {
  const separator = separatorOf(folder);
  return folder.endsWith(separator) ? folder : folder + separator;
}
