import { HEARTBEAT_MS } from "../shared/events.ts";

const MB = 1024 * 1024;

/** How much of a body is taken, and how fast it has to come. */
export interface BodyLimit {
  bytes: number;
  /** How long nothing may come. */
  idleMs: number;
  /** How long the whole may take. */
  wholeMs: number;
}

/** How much of everything one server takes. */
export interface Limits {
  call: BodyLimit;
  upload: BodyLimit;
  uploadsAtOnce: number;
  /** What may wait to be sent on one stream of events, in bytes. */
  waitingBytes: number;
  streamsPerSession: number;
  heartbeatMs: number;
  connections: number;
  /** How long the head of a request may take. */
  headersMs: number;
}

export const LIMITS: Limits = {
  call: { bytes: 32 * MB, idleMs: 30_000, wholeMs: 120_000 },
  upload: { bytes: 2048 * MB, idleMs: 60_000, wholeMs: 24 * 3_600_000 },
  uploadsAtOnce: 4,
  waitingBytes: MB,
  streamsPerSession: 8,
  heartbeatMs: HEARTBEAT_MS,
  connections: 200,
  headersMs: 10_000,
};
