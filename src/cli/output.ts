import { AppError, toErrorBody } from "../shared/errors.ts";

/** What a command made: the document for a program, the text for a person, and the exit code. */
export interface Result {
  json: unknown;
  text: string;
  /** 0 where it is absent; 1 for a result that is itself a failure, such as findings. */
  exitCode?: 0 | 1;
}

const number = new Intl.NumberFormat("en");

/** A whole number with thousands separators. */
export function count(value: number): string {
  return number.format(value);
}

/** `1 example`, `12 examples`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** One line of a text, shortened to that many characters. */
export function shorten(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

/** Rows in columns under a heading; columns whose cells are all numbers are set to the right. */
export function table(heading: string[], rows: string[][]): string {
  const widths = heading.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const numeric = heading.map((_, at) => rows.length > 0 && rows.every((row) => /^[\d,.%–-]*$/.test(row[at] ?? "")));
  const line = (row: string[]) =>
    row
      .map((cell, at) => (numeric[at] === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [heading.map((title) => title.toUpperCase()), ...rows].map(line).join("\n");
}

/** Facts, one a line, their names in a column. */
export function facts(pairs: [name: string, value: string | null][]): string {
  const known = pairs.filter((pair): pair is [string, string] => pair[1] !== null);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

/** An error as the command line shows it: to a program as one document, to a person as what, why and what to do. */
export function showError(error: unknown, json: boolean): { document: string; stream: "stdout" | "stderr" } {
  const { code, message, hint = null, detail } = toErrorBody(error);
  if (json) {
    const body = { code, message, hint, ...(detail === undefined ? {} : { detail }) };
    return { document: JSON.stringify({ error: body }, null, 2), stream: "stdout" };
  }
  return { document: `${message}${hint === null ? "" : `\n${hint}`}\n(${code})`, stream: "stderr" };
}

/** 2 where the command was typed wrong, 1 for any other failure. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof AppError && error.code === "usage" ? 2 : 1;
}
