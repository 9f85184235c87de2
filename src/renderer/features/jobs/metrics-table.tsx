import { useState } from "react";
import type { JobMetric } from "../../../shared/contract/jobs.ts";
import { formatCount } from "../../ui/format.ts";

const COLUMNS = [
  { name: "Training loss", of: (metric: JobMetric) => metric.trainLoss },
  { name: "Validation loss", of: (metric: JobMetric) => metric.validLoss },
  { name: "Training accuracy", of: (metric: JobMetric) => metric.trainAccuracy },
  { name: "Validation accuracy", of: (metric: JobMetric) => metric.validAccuracy },
];

/** So many rows are shown, spread evenly; the export has all of them. */
const MOST_ROWS = 200;

function Rows({ metrics }: { metrics: readonly JobMetric[] }) {
  const columns = COLUMNS.filter(({ of }) => metrics.some((metric) => of(metric) !== null));
  const every = Math.ceil(metrics.length / MOST_ROWS);
  const shown = metrics.filter((_, index) => index % every === 0 || index === metrics.length - 1);
  return (
    <div
      role="region"
      aria-label="Measured values"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
      tabIndex={0}
      className="mt-2 max-h-72 overflow-auto rounded-normal border border-hairline"
    >
      <table className="tabular w-full text-right">
        {every > 1 && (
          <caption className="caption-bottom px-3 py-1 text-left text-label text-muted">
            {formatCount(shown.length)} of {formatCount(metrics.length)} steps; the export has all of them.
          </caption>
        )}
        <thead className="sticky top-0 bg-raised text-label text-muted">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-medium">
              Step
            </th>
            {columns.map(({ name }) => (
              <th key={name} scope="col" className="px-3 py-1.5 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((metric) => (
            <tr key={metric.step} className="border-t border-hairline">
              <th scope="row" className="px-3 py-1 font-normal">
                {formatCount(metric.step)}
              </th>
              {columns.map(({ name, of }) => (
                <td key={name} className="px-3 py-1">
                  {of(metric)?.toFixed(4) ?? "–"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The curve's values as a table, which is made once it is asked for. */
export function MetricsTable({ metrics }: { metrics: readonly JobMetric[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="mt-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit text-label text-muted hover:text-text">Values as a table</summary>
      {isOpen && <Rows metrics={metrics} />}
    </details>
  );
}
