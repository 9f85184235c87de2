import { useRoute } from "../../bridge/routes.ts";
import { counted, formatCount, formatDuration } from "../../ui/format.ts";
import { jobStatusWord } from "../../ui/job-status.tsx";
import { jobStatusSchema } from "../../../shared/contract/jobs.ts";

/** What all jobs of the ledger amount to, in a quiet line; what cannot be said yet is left out. */
export function JobStatistics() {
  const { data } = useRoute("jobs.statistics", {});
  if (data === undefined || data.total === 0) return null;
  const { total, byStatus, successRate, medianSeconds } = data;
  const ended = (byStatus.completed ?? 0) + (byStatus.failed ?? 0);
  const statuses = jobStatusSchema.options
    .filter((status) => (byStatus[status] ?? 0) > 0)
    .map((status) => `${formatCount(byStatus[status] ?? 0)} ${jobStatusWord(status).toLowerCase()}`);
  return (
    <dl
      aria-label="Statistics of all jobs"
      className="tabular flex shrink-0 flex-wrap gap-x-4 gap-y-0.5 border-t border-border px-4 py-2 text-label text-muted [&_dd]:inline [&_dt]:mr-1 [&_dt]:inline"
    >
      <div className="basis-full">
        <dt className="sr-only">All jobs</dt>
        <dd>
          {counted(total, "job")}: {statuses.join(", ")}
        </dd>
      </div>
      {successRate !== null && (
        <div title="Completed, of those that completed or failed; cancelled jobs are neither">
          <dt>Success</dt>
          <dd>
            {Math.round(successRate * 100)}% of {formatCount(ended)}
          </dd>
        </div>
      )}
      {medianSeconds !== null && (
        <div title="From start to completion, of completed jobs">
          <dt>Median time</dt>
          <dd>{formatDuration(medianSeconds * 1000)}</dd>
        </div>
      )}
    </dl>
  );
}
