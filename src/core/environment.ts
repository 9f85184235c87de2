import { AppError } from "../shared/errors.ts";

/** The variables of a process, as node:process gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A length of time from the environment, in seconds, given in ms; a value that is none is `invalid_input`. */
export function durationFrom(environment: Environment, variable: string, fallbackSeconds: number): number {
  const text = environment[variable]?.trim() ?? "";
  const seconds = text === "" ? fallbackSeconds : Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  throw new AppError("invalid_input", `${variable} is not a number of seconds: ${text}`, {
    hint: `Write it like ${fallbackSeconds}, or unset it.`,
  });
}
