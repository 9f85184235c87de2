import { RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Inspection } from "../../../shared/contract/conversations.ts";
import { describeFinding, KIND_WORDS } from "../../../shared/file-words.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted, formatCount } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { useInspection, useReadAgain } from "./inspection.ts";

const SHOWN = 12;

function Counts({ title, counts }: { title: string; counts: Inspection["models"] }) {
  if (counts.length === 0) return null;
  return (
    <section className="mt-6">
      <h3 className="mb-1 font-medium">{title}</h3>
      <ul className="tabular">
        {counts.slice(0, SHOWN).map(({ name, count }) => (
          <li key={name} className="flex gap-4 border-b border-hairline py-1">
            <span className="min-w-0 flex-1 truncate" title={name}>
              {name}
            </span>
            <span className="text-muted">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      {counts.length > SHOWN && (
        <p className="mt-1 text-label text-muted">and {formatCount(counts.length - SHOWN)} more</p>
      )}
    </section>
  );
}

function Findings({ findings }: { findings: Inspection["findings"] }) {
  return (
    <section className="mt-6">
      <h3 className="mb-1 font-medium">Worth knowing</h3>
      {findings.length === 0 ? (
        <p className="text-muted">Nothing odd was found.</p>
      ) : (
        <ul>
          {findings.map((found) => (
            <li key={found.code} className="flex gap-2 border-b border-hairline py-1.5">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
              {describeFinding(found)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What a person can do with a file that holds this. */
function NextStep({ holds, sourceId }: { holds: Inspection; sourceId: string }): ReactNode {
  if (holds.kind === "training") {
    return (
      <Button kind="primary" nativeButton={false} render={<Link href={`~/jobs/new/${sourceId}`} />}>
        New job with it
      </Button>
    );
  }
  // A file of jobs or judgments may hold conversations too.
  if (holds.conversations > 0) {
    return (
      <Button kind="primary" nativeButton={false} render={<Link href={`~/training-data/new/${sourceId}`} />}>
        Use as training data
      </Button>
    );
  }
  return (
    <p className="text-muted">
      Tunewright reads conversations and training files: there is nothing to do with this one.
    </p>
  );
}

/** What a file holds: counts, models, prompts, and what is odd about it. */
export function FileSummary({ sourceId }: { sourceId: string }) {
  const { data, error, progress, isFetching, refetch } = useInspection(sourceId);
  const readAgain = useReadAgain(sourceId);
  return (
    <section aria-label="About this file" className="h-full overflow-y-auto p-8 max-[799px]:p-4">
      <div className="max-w-150">
        {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {isFetching && (
          <div className="mb-6">
            <ProgressBar label="Counting" value={progress?.total ? progress.done / progress.total : null} />
            <p className="mt-2 text-label text-muted tabular">
              {progress === null
                ? "Looking into the file …"
                : `${progress.note ?? "Counting"}: ${formatCount(progress.done)} ${progress.unit}`}
            </p>
          </div>
        )}
        {data !== undefined && (
          <>
            <h2 className="text-title font-semibold">
              {data.kind === "training"
                ? counted(data.conversations, "training example")
                : data.conversations === 0
                  ? `Holds ${KIND_WORDS[data.kind]}`
                  : counted(data.conversations, "conversation")}
            </h2>
            <p className="mt-1 break-all text-muted select-text">{data.path}</p>
            {data.messages > 0 && (
              <p className="mt-2 tabular">
                {counted(data.messages, "message")}
                {Object.entries(data.roles).map(([role, count]) => ` · ${formatCount(count)} ${role}`)}
              </p>
            )}
            {data.from !== null && (
              <p className="mt-1 text-muted tabular" title="The file does not say in which zone its times are.">
                {data.from} to {data.to ?? data.from}, zone unknown
              </p>
            )}
            <div className="mt-4 flex flex-wrap items-center gap-2">
              <NextStep holds={data} sourceId={sourceId} />
              <Button onClick={readAgain} disabled={isFetching}>
                <RotateCw aria-hidden className="size-4" />
                Read again
              </Button>
            </div>
            {(data.conversations > 0 || data.findings.length > 0) && <Findings findings={data.findings} />}
            <Counts title="Models" counts={data.models} />
            <Counts title="System prompts" counts={data.systemPrompts} />
          </>
        )}
      </div>
    </section>
  );
}
