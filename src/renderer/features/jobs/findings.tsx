import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ValidationFinding } from "../../../shared/contract/training-data.ts";
import { counted, formatCount } from "../../ui/format.ts";

const MOST = 20;

/** What a check found in a file, errors first, each with its line. */
export function Findings({ findings }: { findings: readonly ValidationFinding[] }) {
  if (findings.length === 0) return null;
  const sorted = findings.toSorted((a, b) => a.level.localeCompare(b.level));
  return (
    <ul aria-label="Findings" className="flex flex-col gap-1">
      {sorted.slice(0, MOST).map(({ level, code, line, message }) => (
        <li key={`${code} ${line} ${message}`} className="flex items-start gap-2">
          {level === "error" ? (
            <CircleAlert aria-label="Error" className="mt-0.5 size-4 shrink-0 text-danger" />
          ) : (
            <TriangleAlert aria-label="Warning" className="mt-0.5 size-4 shrink-0 text-warning" />
          )}
          <span className="min-w-0 break-words select-text">
            {line !== null && <span className="tabular text-muted">Line {formatCount(line)}: </span>}
            {message}
          </span>
        </li>
      ))}
      {sorted.length > MOST && <li className="pl-6 text-muted">and {counted(sorted.length - MOST, "more", "more")}</li>}
    </ul>
  );
}
