import Database from "better-sqlite3";
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";

/**
 * How a thread of its own reads a table of messages. This module imports nothing of ours: it is loaded a second time
 * as the thread's program, wherever the build has put it.
 */
export interface RowPlan {
  file: string;
  readonly: boolean;
  timeoutMs: number;
  pragmas: string[];
  /** Selects `RowBatch` of the rows after a key, at most so many: parameters [after, limit]. */
  inFileOrder: string;
  /** Selects the keys of all rows in the wanted order; null where the order is the file's. */
  sortedKeys: string | null;
  /** Selects a `RowBatch` of the rows whose keys are in a JSON array, in the order of the array. */
  ofKeys: string;
}

/** Rows that were read at once. Their texts are gone when the next batch is asked for. */
export interface RowBatch {
  /** A JSON array of columns, of which the last has the length of each row's text. */
  rows: string;
  /** The texts of all rows as JSON, in UTF-8, one after the other. */
  texts: Uint8Array;
}

const FIRST_ROWS = 16;
const MOST_ROWS = 2048;
/** What a batch should hold, in bytes of text. */
const BATCH_BYTES = 1 << 18;
/** So many batches may be on their way or in use; one more is being read. */
const MOST_AHEAD = 2;

/** Marks the data of a thread as meant for this module. */
const KIND = "rows of messages";

interface ThreadData {
  kind: typeof KIND;
  plan: RowPlan;
  /** How many batches have been used up. */
  taken: Int32Array;
}

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
    const read = unlessTooBig(limit, () => select.get(after, limit));
    if (read === null) {
      limit = Math.ceil(limit / 16);
      continue;
    }
    const [last, rows, texts] = read;
    if (last === null || texts === null) return;
    after = last;
    limit = rowsFor(texts.length / limit, limit);
    yield { rows, texts };
    release(texts);
  }
}

function* batchesInKeyOrder(
  database: Database.Database,
  plan: RowPlan,
  sortedKeys: string,
): Generator<RowBatch, void, undefined> {
  const select = database.prepare<[string], BatchRow>(plan.ofKeys).raw();
  let limit = FIRST_ROWS;
  for (const group of inGroups(database.prepare<[], number>(sortedKeys).pluck().iterate(), () => limit)) {
    for (const { keys, texts, rows } of batchesOf(select, group)) {
      limit = rowsFor(texts.length / keys.length, keys.length);
      yield { rows, texts };
      release(texts);
    }
  }
}

/** One batch of the rows with these keys, or several where one would be too big. */
function* batchesOf(
  select: Database.Statement<[string], BatchRow>,
  keys: readonly number[],
): Generator<RowBatch & { keys: readonly number[] }, void, undefined> {
  const read = unlessTooBig(keys.length, () => select.get(`[${keys.join(",")}]`));
  if (read === null) {
    const half = Math.ceil(keys.length / 2);
    yield* batchesOf(select, keys.slice(0, half));
    yield* batchesOf(select, keys.slice(half));
    return;
  }
  const [, rows, texts] = read;
  if (texts !== null) yield { keys, rows, texts };
}

/** Null where so many rows together are more than SQLite holds in one value, though each of them may not be. */
function unlessTooBig(rows: number, read: () => BatchRow | undefined): BatchRow | null {
  try {
    return read() ?? NO_ROWS;
  } catch (thrown) {
    if (rows > 1 && thrown instanceof Database.SqliteError && thrown.code === "SQLITE_TOOBIG") return null;
    throw thrown;
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

/** How many rows to read next: not many more than last time, since a few short texts say little of what follows. */
function rowsFor(averageBytes: number, before: number): number {
  return Math.max(1, Math.min(MOST_ROWS, 2 * before, Math.floor(BATCH_BYTES / (averageBytes + 1))));
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
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { kind: KIND, plan, taken } satisfies ThreadData,
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
      yield message.batch;
      release(message.batch.texts);
      Atomics.add(taken, 0, 1);
      Atomics.notify(taken, 0);
    }
  } finally {
    await worker.terminate();
  }
}

function failureOf({ message, code }: Failure): Error {
  return code === null ? new Error(message) : new Database.SqliteError(message, code);
}

function serve(port: MessagePort, { plan, taken }: ThreadData): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const send = (message: Message) => port.postMessage(message);
  const options = { readonly: plan.readonly, fileMustExist: true, timeout: plan.timeoutMs };
  try {
    const database = new Database(plan.file, options);
    for (const pragma of plan.pragmas) database.pragma(pragma);
    let sent = 0;
    for (const batch of readBatches(database, plan)) {
      send({ batch });
      sent += 1;
      for (let seen = Atomics.load(taken, 0); sent - seen >= MOST_AHEAD; seen = Atomics.load(taken, 0)) {
        Atomics.wait(taken, 0, seen);
      }
    }
    database.close();
    send({ end: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    send({ failed: { message, code: thrown instanceof Database.SqliteError ? thrown.code : null } });
  }
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === KIND;
}

if (!isMainThread && parentPort !== null && isThreadData(workerData)) serve(parentPort, workerData);
