import type { RecordedRequest } from "./requests.ts";

/** What goes wrong instead of, or after, the answer. */
export type FaultKind =
  | { kind: "rate_limited"; retryAfter?: string; code?: string }
  | { kind: "insufficient_quota" }
  | { kind: "not_eligible" }
  | { kind: "server_error" }
  | { kind: "status"; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: "not_json" }
  | { kind: "key_echoed" }
  | { kind: "cut_before" }
  /** The request is done and the reply is lost. */
  | { kind: "cut_after" }
  /** A streamed reply stops in the middle with a broken connection. */
  | { kind: "cut_stream" }
  /** A streamed reply stops in the middle, politely. */
  | { kind: "end_stream" }
  /** A streamed reply carries an error in its middle. */
  | { kind: "error_in_stream"; message: string }
  /** A streamed reply falls silent in its middle. */
  | { kind: "silent_stream" }
  /** The answer comes, but late. */
  | { kind: "slow"; milliseconds: number }
  /** No answer at all, until the client goes or the simulator stops. */
  | { kind: "silent" };

/** A fault and the requests it happens to: method and path as in `POST /v1/fine_tuning/jobs`, every one where absent. */
export type Fault = FaultKind & {
  route?: RegExp;
  /** How many requests it happens to; 1 where absent. */
  times?: number;
};

/** The faults that wait for a request. */
export interface Faults {
  add(fault: Fault): void;
  /** The fault that happens to this request, used up by it. */
  take(request: RecordedRequest): FaultKind | null;
  clear(): void;
}

/** An empty list of faults. */
export function createFaults(): Faults {
  const waiting: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    take(request) {
      const line = `${request.method} ${request.path}`;
      const found = waiting.find(({ fault, left }) => left > 0 && (fault.route?.test(line) ?? true));
      if (found === undefined) return null;
      found.left--;
      return found.fault;
    },
    clear: () => void waiting.splice(0),
  };
}

/** A plain HTTP answer. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** The answer of a fault that is one; null for faults of the connection or the stream. */
export function answerOf(fault: FaultKind, key: string): Answer | null {
  switch (fault.kind) {
    case "rate_limited":
      return {
        ...errorAnswer(429, "Rate limit reached for requests.", fault.code ?? "rate_limit_exceeded"),
        headers: fault.retryAfter === undefined ? { "retry-after": "0" } : { "retry-after": fault.retryAfter },
      };
    case "insufficient_quota":
      return {
        ...errorAnswer(429, "You exceeded your current quota, please check your plan.", "insufficient_quota"),
        headers: { "retry-after": "0" },
      };
    case "not_eligible":
      return errorAnswer(403, "Your organization can no longer create fine-tuning jobs.", "fine_tuning_unavailable");
    case "server_error":
      return { ...errorAnswer(500, "The server had an error.", "server_error"), headers: { "retry-after": "0" } };
    case "status":
      return fault;
    case "not_json":
      return { status: 200, body: "<html>a captive portal</html>" };
    case "key_echoed":
      return errorAnswer(401, `Incorrect API key provided: ${key}.`, "invalid_api_key");
    default:
      return null;
  }
}

/** An error in the form that both providers answer with. */
export function errorAnswer(status: number, message: string, code: string | null, param: string | null = null): Answer {
  return { status, body: { error: { message, type: "invalid_request_error", param, code } } };
}
