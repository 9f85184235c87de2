import type { ErrorCode } from "../../shared/errors.ts";
import { AppError } from "../../shared/errors.ts";
import type { ErrorReply, Failure, SdkErrors } from "./failure.ts";
import { readFailure } from "./failure.ts";
import type { Scrub } from "./scrub.ts";

/** What was being done when a call failed: the same answer means different things to different calls. */
export type Action = "create-job" | "upload" | "chat" | "other";

/** Whose errors are translated, and how secrets are kept out of them. */
export interface ErrorContext {
  label: string;
  baseUrl: string;
  sdk: SdkErrors;
  scrub: Scrub;
}

/** Whether a failed call may have had its effect; `none` only where it certainly had not. */
type Effect = "none" | "unknown";

/** Answers by which a server says that it did not do what was asked. 408 and 409 may follow a request that was done. */
const REFUSALS = new Set([400, 401, 402, 403, 404, 405, 410, 411, 413, 414, 415, 422, 429]);
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL)$/;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/;
const LONGEST_WORDS = 600;

/**
 * True where a failed creation certainly made nothing: the provider refused it, or it never left this machine.
 * False means that the outcome is unknown, and that the job has to be looked for before it is created again.
 */
export function isDefiniteRefusal(error: AppError): boolean {
  const { detail } = error;
  return typeof detail === "object" && detail !== null && !Array.isArray(detail) && detail["effect"] === "none";
}

/** The error of a call that was cancelled before it was sent. */
export function cancelledBeforeSending(): AppError {
  return new AppError("cancelled", "Cancelled.", { detail: { status: null, effect: "none" } });
}

/** Anything an SDK, its transport or a reply's shape threw, as an AppError without secrets and without its cause. */
export function toProviderError(thrown: unknown, action: Action, context: ErrorContext): AppError {
  if (thrown instanceof AppError) return thrown;
  const failure = readFailure(thrown, context.sdk, Date.now());
  const words = "body" in failure ? failure.body.words : "words" in failure ? failure.words : "";
  const clean = context.scrub(words).slice(0, LONGEST_WORDS);
  return describe(failure, clean, action, context);
}

/** The error for a reply that came but is not what the provider promises. */
export function unexpectedReply(label: string, what: string): AppError {
  return new AppError("provider_error", `${label} answered in a form that Tunewright does not know: ${what}.`, {
    hint: "Check the base URL; if it is right, try again later.",
    detail: { status: null, effect: "unknown" },
  });
}

function describe(failure: Failure, words: string, action: Action, { label, baseUrl, scrub }: ErrorContext): AppError {
  const host = hostOf(baseUrl);
  switch (failure.kind) {
    case "aborted":
      return plain("cancelled", "Cancelled.", null, "unknown");
    case "timeout":
      return plain("timeout", `${label} (${host}) did not answer in time.`, null, "unknown", "Try again in a while.");
    case "network":
      return describeNetwork(failure.codes, words, label, host);
    case "unreadable":
      return plain("provider_error", `${label} answered with something unreadable: ${words}`, null, "unknown");
    case "in-stream":
      return plain("provider_error", `${label} broke off its reply: ${words}`, null, "unknown", "Ask again.");
    case "answered":
      return describeAnswer({ ...failure, words, code: scrub(failure.body.code), action, label, baseUrl });
  }
  return failure satisfies never;
}

function describeNetwork(codes: string[], words: string, label: string, host: string): AppError {
  if (codes.some((code) => /^(ENOENT|EACCES|EPERM|EISDIR|EIO)$/.test(code))) {
    return plain("not_readable", `The file could not be read while it was sent: ${words}`, null, "unknown");
  }
  const certificate = codes.some((code) => CERTIFICATE.test(code));
  const neverSent = certificate || codes.some((code) => NEVER_SENT.test(code));
  const why = codes.length > 0 ? `${codes.join(", ")}: ${words}` : words;
  return plain(
    "no_network",
    neverSent ? `${label} could not be reached at ${host} (${why}).` : `The connection to ${host} broke (${why}).`,
    null,
    neverSent ? "none" : "unknown",
    certificate
      ? "The server's certificate is not trusted here; a proxy may stand between. NODE_EXTRA_CA_CERTS names its certificate."
      : "Check the network, the proxy and the base URL, then try again.",
  );
}

interface Answer {
  status: number;
  body: ErrorReply;
  retryAfterSeconds: number | null;
  words: string;
  code: string;
  action: Action;
  label: string;
  baseUrl: string;
}

interface Meaning {
  code: ErrorCode;
  hint: string;
}

function describeAnswer(answer: Answer): AppError {
  const { status, words, code, label, retryAfterSeconds } = answer;
  const meaning = meaningOf(answer);
  const said = words === "" ? "it gave no reason" : words;
  return new AppError(meaning.code, `${label} answered ${status}: ${said}`, {
    hint: meaning.hint,
    detail: {
      status,
      effect: REFUSALS.has(status) ? "none" : "unknown",
      ...(code === "" ? {} : { providerCode: code }),
      ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
    },
  });
}

function meaningOf(answer: Answer): Meaning {
  const { status, label, baseUrl } = answer;
  if (status >= 500) return { code: "provider_error", hint: `The fault is at ${label}. Try again in a while.` };
  if (status >= 300 && status < 400) {
    return {
      code: "provider_error",
      hint: `${hostOf(baseUrl)} sends elsewhere, which is not followed: check the base URL.`,
    };
  }
  if (status === 408) return { code: "timeout", hint: "Try again in a while." };
  return (
    aboutMoney(answer) ?? aboutTheKey(answer) ?? aboutTheModel(answer) ?? aboutTheFile(answer) ?? aboutTheRest(answer)
  );
}

function aboutMoney({ status, body, words, retryAfterSeconds, label }: Answer): Meaning | null {
  const all = `${body.code} ${words}`;
  if (status === 402 || /insufficient_quota|exceeded your current quota|billing_hard_limit|credit limit/i.test(all)) {
    return { code: "quota", hint: `Add credit or raise the limit in your account at ${label}.` };
  }
  if (status !== 429) return null;
  const wait = retryAfterSeconds === null ? "Try again in a while." : `Try again in ${retryAfterSeconds} seconds.`;
  const slots = /daily_rate_limit_exceeded/i.test(all)
    ? " The provider runs only a few jobs at once for each model."
    : "";
  return { code: "rate_limited", hint: wait + slots };
}

const NOT_ELIGIBLE_HINT =
  "Since 7 May 2026 OpenAI organisations that never fine-tuned cannot create jobs, since 2 July 2026 nor can those " +
  "without a call to a tuned model in the last 60 days, and from 7 January 2027 nobody can. " +
  "Together AI still takes new jobs: `--provider together`.";

function aboutTheKey({ status, words, action, label, body }: Answer): Meaning | null {
  const scopes = /insufficient permissions|missing scopes/i.test(words);
  const eligibility =
    /fine.?tun/i.test(`${words} ${body.code}`) && /organi[sz]ation|no longer|eligib|available/i.test(words);
  if (action === "create-job" && !scopes && eligibility && (status === 403 || /no longer|eligib/i.test(words))) {
    return { code: "not_eligible", hint: NOT_ELIGIBLE_HINT };
  }
  if (status === 403 || (status === 401 && scopes)) {
    return { code: "no_access", hint: `Give the key this right in your account at ${label}, or use another key.` };
  }
  if (status !== 401) return null;
  return { code: "wrong_key", hint: `Check the key for ${label}: \`keys test\` tries it, \`keys set\` replaces it.` };
}

function aboutTheModel({ status, body, words }: Answer): Meaning | null {
  if (/non-serverless model/i.test(words)) {
    return {
      code: "needs_endpoint",
      hint: "This model answers only through a dedicated endpoint, which is billed by the minute: start one at Together AI.",
    };
  }
  const named = /model_not_found|model_not_available|invalid_model/.test(body.code) || body.param === "model";
  const missing = /\bmodel\b.*(does not exist|not found|not available|not supported)/i.test(words);
  if (!named && !missing && !(status === 404 && /unable to access model/i.test(words))) return null;
  return { code: "unknown_model", hint: "The list of models shows the names that this key can use." };
}

function aboutTheFile({ status, body, words, action }: Answer): Meaning | null {
  if (/\bfile\b.*(does not exist|not found)|no such (file|file object)/i.test(words)) {
    return {
      code: "wrong_account",
      hint: "Files and models belong to one project: use the key of the project in which they were made.",
    };
  }
  const aboutIt =
    /invalid_(training|validation)?_?file|invalid_file_format/.test(body.code) || body.param.endsWith("_file");
  const refusedUpload = action === "upload" && [400, 413, 415, 422].includes(status);
  if (!aboutIt && !refusedUpload) return null;
  return { code: "invalid_file", hint: "Validate the file: that names the lines that the provider would refuse." };
}

function aboutTheRest({ status, label }: Answer): Meaning {
  if (status === 404) {
    return {
      code: "not_found",
      hint: `It may have been deleted at ${label}, or belong to another account; or the base URL is wrong.`,
    };
  }
  return { code: "refused", hint: `Change what ${label} complains of and try again.` };
}

function plain(code: ErrorCode, message: string, status: number | null, effect: Effect, hint?: string): AppError {
  return new AppError(code, message, { hint, detail: { status, effect } });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
