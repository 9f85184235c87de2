import type Database from "better-sqlite3";
import type { MessageTable } from "./layout.ts";
import { quoted, rowKeysAreExact } from "./schema.ts";
import { idTextSql } from "./sql.ts";

/** Rows from one key to another, all of one conversation. */
export type Run = readonly [first: number, last: number];

const FIRST_ROWS = 16;
const MOST_ROWS = 4_096;
/** What a batch of ids should take, in characters. */
const BATCH_CHARACTERS = 500_000;

type Batch = [first: number | null, last: number | null, rows: number, ids: string];

/**
 * Where the messages of each conversation stand in their table: what an index of the file would say, if it had one.
 * It takes about 20 bytes a run, and a run is a whole conversation where its rows stand together.
 */
export class MessageRuns {
  #firsts = new Float64Array(1024);
  #lasts = new Float64Array(1024);
  /** The next run of the same conversation; after the last one, its first. */
  #nexts = new Int32Array(1024);
  #size = 0;
  /** The last run of each conversation. */
  readonly #ends = new Map<string, number>();

  /** True where the conversation has rows. */
  has(id: string): boolean {
    return this.#ends.has(id);
  }

  /** The runs of a conversation, in the order of the file. */
  *of(id: string): Generator<Run, void, undefined> {
    const end = this.#ends.get(id);
    if (end === undefined) return;
    let run = end;
    do {
      run = this.#nexts[run] ?? end;
      yield [this.#firsts[run] ?? 0, this.#lasts[run] ?? 0];
    } while (run !== end);
  }

  /** Begins a run that ends in its first row. */
  begin(id: string, key: number): void {
    if (this.#size === this.#nexts.length) this.#grow();
    const run = this.#size;
    const end = this.#ends.get(id);
    this.#firsts[run] = key;
    this.#lasts[run] = key;
    this.#nexts[run] = end === undefined ? run : (this.#nexts[end] ?? run);
    if (end !== undefined) this.#nexts[end] = run;
    this.#ends.set(id, run);
    this.#size += 1;
  }

  /** Lets the run that was begun last end in this row. */
  extend(key: number): void {
    this.#lasts[this.#size - 1] = key;
  }

  #grow(): void {
    const grow = <A extends Float64Array | Int32Array>(grown: A, old: A): A => {
      grown.set(old);
      return grown;
    };
    this.#firsts = grow(new Float64Array(this.#size * 2), this.#firsts);
    this.#lasts = grow(new Float64Array(this.#size * 2), this.#lasts);
    this.#nexts = grow(new Int32Array(this.#size * 2), this.#nexts);
  }
}

/** Finds the runs in one pass over the table; null where its rows have no keys that JavaScript could hold. */
export function findRuns(database: Database.Database, table: MessageTable): MessageRuns | null {
  if (!rowKeysAreExact(database, table)) return null;
  const key = table.rowKey ?? "1";
  const { conversation } = table.columns;
  const id = conversation === undefined ? "'1'" : idTextSql(quoted(conversation));
  const rows = `SELECT ${key} AS place, ${id} AS conversation FROM ${quoted(table.name)} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`;
  // One row for many: handing over a value costs more than reading it.
  const select = database
    .prepare<[number, number], Batch>(
      `SELECT min(place), max(place), count(*), json_group_array(conversation) FROM (${rows})`,
    )
    .raw();
  const selectKeys = database
    .prepare<[number, number], string>(`SELECT json_group_array(place) FROM (${rows})`)
    .pluck();

  const runs = new MessageRuns();
  let current: string | null = null;
  let after = Number.MIN_SAFE_INTEGER;
  let limit = FIRST_ROWS;
  for (;;) {
    const [first, last, count, text] = select.get(after, limit) ?? [null, null, 0, "[]"];
    if (first === null || last === null) return runs;
    const ids: (string | null)[] = JSON.parse(text);
    // Keys are seldom left out: where none is, they need not be read.
    const keys: number[] | null = last - first + 1 === count ? null : JSON.parse(selectKeys.get(after, limit) ?? "[]");
    for (const [at, name] of ids.entries()) {
      const place = keys?.[at] ?? first + at;
      if (name !== current && name !== null) runs.begin(name, place);
      else if (name !== null) runs.extend(place);
      current = name;
    }
    after = last;
    limit = Math.max(1, Math.min(MOST_ROWS, 4 * limit, Math.floor((BATCH_CHARACTERS / text.length) * count)));
  }
}
