import type { ErrorBody } from "./errors.ts";

/** What every route answers; nothing is ever thrown across a border. */
export type Envelope<T> = { ok: true; data: T } | { ok: false; error: ErrorBody };

/** Who calls a route. The host builds it from the connection; it is never read from the input. */
export type Caller =
  | { kind: "desktop"; windowId: number }
  | { kind: "browser"; sessionId: string }
  | { kind: "command-line" };
