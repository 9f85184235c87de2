import { z } from "zod";
import { messageOf } from "../../shared/thrown.ts";

/** The error classes of an SDK, by which its throws are told apart. */
export interface SdkErrors {
  APIError: ErrorClass;
  APIConnectionTimeoutError: ErrorClass;
  APIUserAbortError: ErrorClass;
}
type ErrorClass = abstract new (...args: never[]) => Error;

/** What a failed call is known by, whatever SDK threw it. */
export type Failure =
  | { kind: "answered"; status: number; body: ErrorReply; retryAfterSeconds: number | null }
  | { kind: "in-stream"; body: ErrorReply }
  | { kind: "network"; codes: string[]; words: string }
  | { kind: "timeout" }
  | { kind: "aborted" }
  | { kind: "unreadable"; words: string };

/** The provider's own account of an error. */
export interface ErrorReply {
  words: string;
  code: string;
  param: string;
}

const textSchema = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? "" : String(value)))
  .catch("");
const bodySchema = z.object({
  message: z.unknown().optional(),
  code: textSchema.prefault(null),
  type: textSchema.prefault(null),
  param: textSchema.prefault(null),
});
const nestedSchema = z.object({ error: z.looseObject({}) });
const apiErrorSchema = z.object({
  status: z.number().optional().catch(undefined),
  headers: z.instanceof(Headers).optional().catch(undefined),
  error: z.unknown().optional(),
});

/** Tells what kind of failure was thrown; never throws itself. */
export function readFailure(thrown: unknown, sdk: SdkErrors, now: number): Failure {
  if (thrown instanceof sdk.APIUserAbortError) return { kind: "aborted" };
  if (thrown instanceof sdk.APIConnectionTimeoutError) return { kind: "timeout" };
  const words = messageOf(thrown);
  if (thrown instanceof sdk.APIError) {
    const { status, headers, error } = apiErrorSchema.parse(thrown);
    if (status !== undefined) {
      const body = readErrorReply(error ?? words.replace(/^\d+ /, ""));
      return { kind: "answered", status, body, retryAfterSeconds: readRetryAfter(headers, now) };
    }
    if (error !== undefined && error !== null) return { kind: "in-stream", body: readErrorReply(error) };
  }
  const codes = networkCodes(thrown);
  if (codes.length > 0) return { kind: "network", codes, words: innermostWords(thrown) };
  if (thrown instanceof sdk.APIError || (thrown instanceof TypeError && words === "terminated")) {
    return { kind: "network", codes: [], words: innermostWords(thrown) };
  }
  return { kind: "unreadable", words };
}

/** Finds message, code and parameter in an error body of either provider, or takes the body itself as words. */
function readErrorReply(body: unknown): ErrorReply {
  const nested = nestedSchema.safeParse(body);
  const parsed = bodySchema.safeParse(nested.success ? nested.data.error : body);
  if (!parsed.success) return { words: readable(body), code: "", param: "" };
  const { message, code, type, param } = parsed.data;
  return { words: readable(message ?? body), code: code === "" ? type : code, param };
}

function readable(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return /^\s*</.test(text) ? "a web page instead of an answer" : text.trim();
}

/** How many seconds a server asks to wait, in any of the forms it may say so; null where it does not. */
export function readRetryAfter(headers: Headers | undefined, now: number): number | null {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return Math.ceil(milliseconds / 1000);
  const text = headers?.get("retry-after") ?? "";
  if (text === "") return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - now) / 1000));
}

/** The system's error codes in a chain of causes; a host with two addresses fails with an error for each. */
function networkCodes(thrown: unknown): string[] {
  const codes = causes(thrown).flatMap((cause) =>
    "code" in cause && typeof cause.code === "string" && /^[A-Z][A-Z0-9_]+$/.test(cause.code) ? [cause.code] : [],
  );
  return [...new Set(codes)];
}

function innermostWords(thrown: unknown): string {
  return causes(thrown).findLast((cause) => cause.message !== "")?.message ?? String(thrown);
}

function causes(thrown: unknown, depth = 0): Error[] {
  if (!(thrown instanceof Error) || depth > 8) return [];
  const several = thrown instanceof AggregateError ? thrown.errors.flatMap((one) => causes(one, depth + 1)) : [];
  return [thrown, ...causes(thrown.cause, depth + 1), ...several];
}
