import type { jobStatisticsSchema } from "../../shared/contract/jobs.ts";
import type { z } from "zod";
import type { JobRow } from "./job-store.ts";

type CountedRow = Pick<JobRow, "status" | "provider" | "started_at" | "finished_at">;

function countBy<K extends string>(rows: CountedRow[], key: (row: CountedRow) => K): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const row of rows) counts[key(row)] = (counts[key(row)] ?? 0) + 1;
  return counts;
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** What the ledger's jobs amount to; a job that was cancelled is neither a success nor a failure. */
export function jobStatistics(rows: CountedRow[]): z.output<typeof jobStatisticsSchema> {
  const byStatus = countBy(rows, (row) => row.status);
  const completed = byStatus.completed ?? 0;
  const ended = completed + (byStatus.failed ?? 0);
  const seconds = rows.flatMap((row) =>
    row.status === "completed" && row.started_at !== null && row.finished_at !== null
      ? [(row.finished_at - row.started_at) / 1000]
      : [],
  );
  return {
    total: rows.length,
    byStatus,
    byProvider: countBy(rows, (row) => row.provider),
    successRate: ended === 0 ? null : completed / ended,
    medianSeconds: median(seconds),
  };
}
