import { z } from "zod";
import { messageOf } from "./thrown.ts";

/** Every code an error can carry across a border; the set is closed. */
export const ERROR_CODES = [
  "usage",
  "invalid_input",
  "not_found",
  "not_readable",
  "not_writable",
  "not_a_database",
  "encrypted",
  "corrupt",
  "too_new",
  "busy",
  "no_conversations",
  "invalid_file",
  "disk_full",
  "no_key",
  "wrong_key",
  "wrong_account",
  "no_access",
  "not_eligible",
  "quota",
  "rate_limited",
  "unknown_model",
  "needs_endpoint",
  "refused",
  "no_network",
  "provider_error",
  "timeout",
  "cancelled",
  "over_budget",
  "conflict",
  "outcome_unknown",
  "forbidden",
  "unknown_route",
  "not_available",
  "internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error as it crosses a border: what happened and why in `message`, what to do in `hint`. */
export const errorBodySchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  hint: z.string().optional(),
  detail: z.json().optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** An expected failure. Anything else that is thrown is a bug and crosses a border as `internal`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly detail: ErrorBody["detail"];

  /** Takes the code, what happened and why, and optionally what to do, facts for a program, and the cause. */
  constructor(
    code: ErrorCode,
    message: string,
    more: { hint?: string | undefined; detail?: ErrorBody["detail"]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.detail = more.detail;
  }

  /** The error as plain JSON, without stack or cause. */
  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    };
  }

  /** The error that a body describes; the inverse of `toBody`. */
  static fromBody(body: ErrorBody): AppError {
    return new AppError(body.code, body.message, { hint: body.hint, detail: body.detail });
  }
}

/** Any thrown value as an error body; what is not an AppError becomes `internal` with its own message. */
export function toErrorBody(thrown: unknown): ErrorBody {
  if (thrown instanceof AppError) return thrown.toBody();
  return {
    code: "internal",
    message: messageOf(thrown),
    hint: "This is a fault of Tunewright. Please report it with the log from the data folder.",
  };
}
