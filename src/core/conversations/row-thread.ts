import Database from "better-sqlite3";
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";

/**
 * How a thread of its own reads a table of messages. This module imports nothing of ours: it is loaded a second time
 * as the thread's program, wherever the build has put it.
 */
export interface RowPlan {
  /** Marks the data of a thread as meant for this module. */
  kind: "rows of messages";
  file: string;
  readonly: boolean;
  timeoutMs: number;
  pragmas: string[];
  /** Selects `RowBatch` of the rows after a key, at most so many: parameters [after, limit]. */
  inFileOrder: string;
  /** Selects the keys of all rows in the wanted order; null where the order is the file's. */
  sortedKeys: string | null;
  /** Selects a `RowBatch` of the rows whose keys are in a JSON array, by ascending key. */
  ofKeys: string;
}

/** Rows that were read at once. Their texts are gone when the next batch is asked for. */
export interface RowBatch {
  /** A JSON array of columns, of which the last has the length of each row's text. */
  rows: string;
  /** The texts of all rows as JSON, in UTF-8, one after the other. */
  texts: Uint8Array;
  /** The positions of the rows in the order in which they are wanted; null where they stand in it. */
  order: Uint32Array | null;
}

const FIRST_ROWS = 16;
const MOST_ROWS = 512;
/** What a batch should hold, in bytes of text. */
const BATCH_BYTES = 1 << 17;

type BatchRow = [lastKey: number | null, rows: string, texts: Buffer | null];
const NO_ROWS: BatchRow = [null, "[]", null];

type Failure = { message: string; code: string | null };
type Message = { batch: RowBatch } | { end: true } | { failed: Failure };

/** Reads in this thread what `rowBatches` reads in another. */
export function* readBatches(database: Database.Database, plan: RowPlan): Generator<RowBatch, void, undefined> {
  if (plan.sortedKeys === null) yield* batchesInFileOrder(database, plan);
  else yield* batchesInKeyOrder(database, plan, plan.sortedKeys);
}

function* batchesInFileOrder(database: Database.Database, plan: RowPlan): Generator<RowBatch, void, undefined> {
  const select = database.prepare<[number, number], BatchRow>(plan.inFileOrder).raw();
  let after = Number.MIN_SAFE_INTEGER;
  let limit = FIRST_ROWS;
  for (;;) {
    const [last, rows, texts] = select.get(after, limit) ?? NO_ROWS;
    if (last === null || texts === null) return;
    after = last;
    limit = rowsFor(texts.length / limit);
    yield { rows, texts, order: null };
    release(texts);
  }
}

/** The rows of a batch are read as they stand in the file, so that neighbours are found on one page. */
function* batchesInKeyOrder(
  database: Database.Database,
  plan: RowPlan,
  sortedKeys: string,
): Generator<RowBatch, void, undefined> {
  const select = database.prepare<[string], BatchRow>(plan.ofKeys).raw();
  let limit = FIRST_ROWS;
  for (const keys of inGroups(database.prepare<[], number>(sortedKeys).pluck().iterate(), () => limit)) {
    const ascending = Float64Array.from(keys).toSorted();
    const [, rows, texts] = select.get(`[${ascending.join(",")}]`) ?? NO_ROWS;
    if (texts === null) continue;
    const places = new Map(Array.from(ascending, (key, place) => [key, place]));
    limit = rowsFor(texts.length / keys.length);
    yield { rows, texts, order: Uint32Array.from(keys, (key) => places.get(key) ?? 0) };
    release(texts);
  }
}

/** The values in lists, each of as many as `limit` says at its end; the last may be shorter. */
function* inGroups<T>(values: Iterable<T>, limit: () => number): Generator<T[], void, undefined> {
  let group: T[] = [];
  for (const value of values) {
    group.push(value);
    if (group.length < limit()) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function rowsFor(averageBytes: number): number {
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(BATCH_BYTES / (averageBytes + 1))));
}

/** Gives memory back at once: the collector comes late to what lies outside its heap. */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/**
 * Reads the rows in a thread, a little ahead of who takes them. What SQLite throws there is thrown here, as an
 * SqliteError too. Stopping early ends the thread.
 */
export async function* rowBatches(plan: RowPlan): AsyncGenerator<RowBatch, void, undefined> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: plan,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
  });
  const arrived: Message[] = [];
  let wake: () => void = () => undefined;
  const take = (message: Message) => {
    arrived.push(message);
    wake();
  };
  worker.on("message", take);
  worker.on("error", (error) => take({ failed: { message: error.message, code: null } }));
  try {
    for (;;) {
      const message = arrived.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      if ("end" in message) return;
      if ("failed" in message) throw failureOf(message.failed);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage("next");
      yield message.batch;
      release(message.batch.texts);
    }
  } finally {
    await worker.terminate();
  }
}

function failureOf({ message, code }: Failure): Error {
  return code === null ? new Error(message) : new Database.SqliteError(message, code);
}

async function serve(port: MessagePort, plan: RowPlan): Promise<void> {
  let taken: () => void = () => undefined;
  port.on("message", () => taken());
  const send = (message: Message) => port.postMessage(message);
  const options = { readonly: plan.readonly, fileMustExist: true, timeout: plan.timeoutMs };
  try {
    const database = new Database(plan.file, options);
    let next = Promise.resolve();
    for (const pragma of plan.pragmas) database.pragma(pragma);
    for (const batch of readBatches(database, plan)) {
      await next;
      next = new Promise((resolve) => (taken = resolve));
      send({ batch });
    }
    database.close();
    send({ end: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    send({ failed: { message, code: thrown instanceof Database.SqliteError ? thrown.code : null } });
  } finally {
    port.close();
  }
}

function isPlan(data: unknown): data is RowPlan {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === "rows of messages";
}

if (!isMainThread && parentPort !== null && isPlan(workerData)) void serve(parentPort, workerData);
