import type { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import type { Action, ErrorContext } from "./errors.ts";
import { cancelledBeforeSending, toProviderError, unexpectedReply } from "./errors.ts";
import { readRetryAfter } from "./failure.ts";
import { createKeyGuard, type KeyGuard } from "./key-guard.ts";
import type { ProviderAccess } from "./provider.ts";

/** What both SDKs take with each call. */
export interface CallOptions {
  signal: AbortSignal;
  timeout: number;
  maxRetries: number;
}

export interface CallLimits {
  action?: Action;
  timeoutMs?: number;
  retries?: number;
}

/** Makes calls through an SDK, with our limits, and translates what they throw. */
export interface Connection {
  readonly errors: ErrorContext;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Keeps the key out of one streamed reply. */
  guardReply(): KeyGuard;
  /** Runs one call; rejects with AppError, and with `cancelled` as soon as the signal aborts. */
  call<T>(signal: AbortSignal, run: (options: CallOptions) => PromiseLike<T>, limits?: CallLimits): Promise<T>;
  /** The reply as the schema describes it; `what` names it in the error. */
  parse<S extends z.ZodType>(schema: S, reply: unknown, what: string): z.output<S>;
}

const TIMEOUT_MS = 60_000;
const RETRIES = 2;
const LONGEST_WAIT_SECONDS = 60;

/** A connection with the limits that the access sets, or its own: a minute a call, two retries. */
export function createConnection(access: ProviderAccess, errors: ErrorContext): Connection {
  const timeoutMs = access.timeoutMs ?? TIMEOUT_MS;
  const retries = access.retries ?? RETRIES;
  return {
    errors,
    timeoutMs,
    retries,
    guardReply: () => createKeyGuard(access.apiKey),
    async call(signal, run, { action = "other", ...limits } = {}) {
      if (signal.aborted) throw cancelledBeforeSending();
      try {
        const options = { signal, timeout: limits.timeoutMs ?? timeoutMs, maxRetries: limits.retries ?? retries };
        return await orAborted(signal, run(options));
      } catch (thrown) {
        throw toProviderError(thrown, action, errors);
      }
    },
    parse(schema, reply, what) {
      const parsed = schema.safeParse(reply);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      const place = issue === undefined || issue.path.length === 0 ? what : `${what}, at ${issue.path.join(".")}`;
      throw unexpectedReply(errors.label, errors.scrub(place));
    },
  };
}

/** An SDK waiting to try again hears no abort: the caller need not wait for it. */
async function orAborted<T>(signal: AbortSignal, work: PromiseLike<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () =>
    aborted.reject(new AppError("cancelled", "Cancelled.", { detail: { status: null, effect: "unknown" } }));
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/**
 * The fetch that SDKs are given. It follows no redirect, since training data and keys go to one origin only, and
 * forbids the retry that a server puts off for more than a minute: the user is told instead.
 */
export async function guardedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: "manual" });
  const wait = readRetryAfter(response.headers, Date.now());
  if (wait === null || wait <= LONGEST_WAIT_SECONDS) return response;
  const headers = new Headers(response.headers);
  headers.set("x-should-retry", "false");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** A logger for SDKs that says nothing: their lines hold requests and headers. */
export const SILENT = { error: ignore, warn: ignore, info: ignore, debug: ignore };

function ignore(): void {}
