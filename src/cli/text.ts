import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { AppError } from "../shared/errors.ts";
import { messageOf, systemCode } from "../shared/thrown.ts";

/** A text given on the command line: `@file` stands for what the file holds, `@@` for a text that begins with `@`. */
export function expandText(given: string): string {
  if (given.startsWith("@@")) return given.slice(1);
  if (!given.startsWith("@")) return given;
  return readText(given.slice(1), "A text that begins with @ names a file; write @@ for the character itself.");
}

/** What a text file holds, without byte order mark and last line end; `hint` says what to do where it cannot be read. */
export function readText(path: string, hint: string): string {
  try {
    return readFileSync(path, "utf8")
      .replace(/^\uFEFF/, "")
      .replace(/\r?\n$/, "");
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      throw new AppError("not_found", `There is no file ${path}.`, { hint, cause: error });
    throw new AppError("not_readable", `${path} cannot be read: ${messageOf(error)}.`, { hint, cause: error });
  }
}

/** Parses a whole number from `least` to `most`; anything else is wrong usage. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (given: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (given) => {
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** Parses the name of a file to write; an empty one, such as an unset variable gives, is wrong usage. */
export function fileName(given: string): string {
  if (given.trim() !== "") return given;
  throw new InvalidArgumentError("It must name a file.");
}

/** Parses a number above 0. */
export function positiveNumber(given: string): number {
  const value = Number(given);
  if (given.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** Parses a fraction between 0 and 1. */
export function fraction(given: string): number {
  const value = Number(given);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It must be a number between 0 and 1, such as 0.1.");
}

/** Parses one of some words, or what another parser takes. */
export function wordOr<W extends string, T>(
  words: readonly W[],
  parse: (given: string) => T,
): (given: string) => W | T {
  return (given) => words.find((word) => word === given) ?? parse(given);
}
