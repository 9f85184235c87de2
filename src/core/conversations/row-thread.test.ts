import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { readBatches, type RowPlan } from "./row-thread.ts";

/** Selects rows of which more than `most` together are more than SQLite holds in one value. */
function selecting(from: string, most: number): string {
  return `SELECT max(id), json_group_array(id), zeroblob(CASE WHEN count(*) > ${most} THEN 2000000000 ELSE count(*) END)
    FROM (SELECT t.id FROM ${from})`;
}

function plan(most: number, sortedKeys: string | null): RowPlan {
  return {
    file: ":memory:",
    readonly: true,
    timeoutMs: 0,
    pragmas: [],
    inFileOrder: selecting("t WHERE id > ? ORDER BY id LIMIT ?", most),
    sortedKeys,
    ofKeys: selecting("json_each(?) AS wanted CROSS JOIN t WHERE t.id = wanted.value", most),
  };
}

function read(most: number, sortedKeys: string | null): number[] {
  const database = new Database(":memory:");
  database.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY);
    INSERT INTO t WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 50) SELECT x FROM n`);
  try {
    return [...readBatches(database, plan(most, sortedKeys))].flatMap(({ rows }) => JSON.parse(rows) as number[]);
  } finally {
    database.close();
  }
}

const ids = Array.from({ length: 50 }, (_, at) => at + 1);

describe("rows that are too big to be read together", () => {
  it.each([1, 3, 20])("are read at most %i at a time, each once and in order", (most) => {
    expect(read(most, null)).toEqual(ids);
    expect(read(most, "SELECT id FROM t ORDER BY id DESC")).toEqual(ids.toReversed());
  });

  it("are an error where a single one is too big", () => {
    expect(() => read(0, null)).toThrow(/too big/);
    expect(() => read(0, "SELECT id FROM t")).toThrow(/too big/);
  });
});
