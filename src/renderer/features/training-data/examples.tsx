import { useState } from "react";
import {
  type Preview,
  type PreviewItem,
  type PreviewView,
  type Recipe,
  SKIP_REASONS,
  type SkipReason,
} from "../../../shared/contract/training-data.ts";
import { REASON_WORDS } from "../../../shared/skip-reasons.ts";
import { useOperationRoute } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted, formatCount } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";

const PAGE = 25;

const ROLE_WORDS: Record<string, string> = { system: "System", user: "User", assistant: "Reply" };

function ExampleText({ item }: { item: PreviewItem }) {
  const shown = item.messages.map((message, index) => (
    <p
      // The messages of an item never change their order.
      // oxlint-disable-next-line react/no-array-index-key
      key={index}
      className="mt-1 max-w-[96ch] break-words whitespace-pre-wrap select-text"
    >
      <span className="mr-2 text-label text-muted">{ROLE_WORDS[message.role] ?? message.role}</span>
      <span
        className={classNames(message.isTrained && "box-decoration-clone rounded-small bg-accent-soft px-1 py-0.5")}
      >
        {message.content}
        {message.isCut && "…"}
      </span>
    </p>
  ));
  if (item.omitted === 0) return shown;
  return (
    <>
      {shown}
      <p className="mt-1 text-label text-muted tabular">
        and {counted(item.omitted, "more message")}, too many to show here
      </p>
    </>
  );
}

function Item({ item, sourceNames }: { item: PreviewItem; sourceNames: readonly string[] }) {
  const isLeftOut = item.side === null;
  return (
    <li
      className={classNames(
        "border-b border-hairline px-5 py-3 [content-visibility:auto] [contain-intrinsic-size:auto_120px]",
        isLeftOut && "text-muted",
      )}
    >
      <header className="flex items-center gap-2 text-label text-muted">
        <span className="max-w-48 truncate font-mono" title={item.conversationId}>
          {item.conversationId}
        </span>
        <span className="truncate">
          {sourceNames[item.source] ?? ""} · {counted(item.messages.length + item.omitted, "message")}
        </span>
        <span className="ml-auto flex gap-1">
          {item.side === "validation" && <Chip tone="accent">held back</Chip>}
          {item.reason !== null && (
            <Chip tone="warning">
              {isLeftOut ? REASON_WORDS[item.reason] : `shortened: ${REASON_WORDS[item.reason]}`}
            </Chip>
          )}
        </span>
      </header>
      <ExampleText item={item} />
    </li>
  );
}

type ViewKind = PreviewView["kind"];

interface ViewBarProps {
  totals: Preview | undefined;
  kind: ViewKind;
  reason: SkipReason | null;
  onKind: (kind: ViewKind) => void;
  onReason: (reason: SkipReason | null) => void;
}

const ANY = "any";

function ViewBar({ totals, kind, reason, onKind, onReason }: ViewBarProps) {
  const leftOut = totals === undefined ? 0 : totals.conversationsRead - totals.examples;
  const shortened = totals?.shortened.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const withCount = (word: string, count: number | undefined) =>
    count === undefined ? word : `${word} ${formatCount(count)}`;
  const reasons = totals?.skipped ?? [];
  return (
    <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b border-border px-4 py-2">
      <Segmented<ViewKind>
        label="Which conversations to show"
        value={kind}
        onChange={onKind}
        choices={[
          { value: "examples", label: withCount("Included", totals?.examples) },
          { value: "shortened", label: withCount("Shortened", totals && shortened) },
          { value: "left_out", label: withCount("Left out", totals && leftOut) },
        ]}
      />
      {kind === "left_out" && reasons.length > 0 && (
        <Select
          label="Why it was left out"
          value={reason ?? ANY}
          onChange={(value) => onReason(SKIP_REASONS.find((one) => one === value) ?? null)}
          choices={[
            { value: ANY, label: "for any reason" },
            ...reasons.map((one) => ({
              value: one.reason,
              label: `${formatCount(one.count)} ${REASON_WORDS[one.reason]}`,
            })),
          ]}
        />
      )}
    </div>
  );
}

interface ExamplesProps {
  sourceIds: readonly string[];
  sourceNames: readonly string[];
  recipe: Recipe;
  /** Hears the totals of the whole, which any page carries. */
  totals: Preview | undefined;
}

/** What the recipe makes of each conversation, a page at a time: what is trained on is marked. */
export function Examples({ sourceIds, sourceNames, recipe, totals }: ExamplesProps) {
  const [kind, setKind] = useState<ViewKind>("examples");
  const [reason, setReason] = useState<SkipReason | null>(null);
  const [page, setPage] = useState(0);
  const view: PreviewView = kind === "left_out" ? { kind, reason } : { kind };
  const { data, error, isFetching, progress, refetch } = useOperationRoute(
    "trainingData.preview",
    { sources: sourceIds.map((sourceId) => ({ sourceId })), recipe, view, offset: page * PAGE, limit: PAGE },
    { keepPrevious: true },
  );
  const pages = Math.ceil((data?.total ?? 0) / PAGE);
  const first = page * PAGE;
  return (
    <div className="flex h-full min-w-0 flex-col">
      <ViewBar
        totals={totals}
        kind={kind}
        reason={reason}
        onKind={(next) => {
          setKind(next);
          setPage(0);
        }}
        onReason={(next) => {
          setReason(next);
          setPage(0);
        }}
      />
      <div className="h-1 shrink-0 px-0.5">
        {isFetching && <ProgressBar label="Reading the conversations" value={null} />}
      </div>
      {isFetching && progress !== null && (
        <p className="px-5 py-1 text-label text-muted tabular">
          {formatCount(progress.done)} {progress.unit} read
        </p>
      )}
      {error !== null && (
        <div className="p-4">
          <ErrorNote error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data !== undefined && data.items.length === 0 && !isFetching && (
        <Empty
          title={
            kind === "examples" ? "No example" : kind === "shortened" ? "Nothing was shortened" : "Nothing was left out"
          }
        />
      )}
      <ul aria-label="Examples" className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        {data?.items.map((item) => (
          <Item key={`${item.source} ${item.conversationId}`} item={item} sourceNames={sourceNames} />
        ))}
      </ul>
      {pages > 1 && data !== undefined && (
        <footer className="flex h-12 shrink-0 items-center gap-3 border-t border-border px-4 tabular">
          <span className="text-muted">
            {formatCount(first + 1)}–{formatCount(Math.min(first + PAGE, data.total))} of {formatCount(data.total)}
          </span>
          <Button className="ml-auto" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <Button disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
            Next
          </Button>
        </footer>
      )}
    </div>
  );
}
