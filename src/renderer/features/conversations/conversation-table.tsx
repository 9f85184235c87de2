import { Info, Search, X } from "lucide-react";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import type { ConversationSummary } from "../../../shared/contract/conversations.ts";
import { AppError } from "../../../shared/errors.ts";
import { useRoute } from "../../bridge/routes.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { counted } from "../../ui/format.ts";
import { Loading } from "../../ui/loading.tsx";
import { Marked } from "../../ui/marked.tsx";
import { Pane } from "../../ui/pane.tsx";
import { Select } from "../../ui/select.tsx";
import { useIsNarrow } from "../../ui/use-media.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { FileSummary } from "./file-summary.tsx";
import type { Browsing } from "./browsing.ts";
import { facetChoices, facetOf, facetValue, type Filter, NO_FILTER } from "./filter.ts";
import { useInspection } from "./inspection.ts";

function Row({ row, needle }: { row: ConversationSummary | undefined; needle: string }) {
  if (row === undefined) return <div aria-hidden className="mx-4 mt-3 h-3 w-2/3 rounded-small bg-hairline" />;
  const about = [row.model, row.systemPromptName, counted(row.messages, "message")].filter(
    (part) => part !== null && part !== "",
  );
  const name = row.name === null || row.name === "" ? row.preview : row.name;
  return (
    <div className="px-4 py-1.5">
      <div className="flex items-baseline gap-3">
        <span className={classNames("min-w-0 flex-1 truncate", name === "" && "text-muted")}>
          {name === "" ? "(nothing was said)" : <Marked text={name} needle={needle} />}
        </span>
        {row.createdAt !== null && (
          <span className="shrink-0 text-label text-muted tabular" title={`${row.createdAt}, zone unknown`}>
            {row.createdAt.slice(0, 10)}
          </span>
        )}
      </div>
      <div className="truncate text-label text-muted tabular">{about.join(" · ")}</div>
    </div>
  );
}

interface BarProps {
  sourceId: string;
  filter: Filter;
  onChange: (filter: Filter) => void;
}

function FilterBar({ sourceId, filter, onChange }: BarProps) {
  const box = useRef<HTMLInputElement>(null);
  const { data } = useInspection(sourceId);
  useCommand("find", () => box.current?.focus());
  const total = data?.conversations ?? 0;
  return (
    <div className="flex flex-col gap-2">
      <div className="relative">
        <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-muted" />
        <input
          ref={box}
          type="search"
          aria-label="Search the conversations"
          placeholder="Search messages, names and prompts"
          value={filter.search}
          onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
          onKeyDown={(event) => event.key === "Escape" && filter.search !== "" && onChange({ ...filter, search: "" })}
          className={classNames(INPUT_LOOK, "pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden")}
        />
        {filter.search !== "" && (
          <IconButton
            label="Clear the search"
            icon={<X />}
            className="absolute top-0 right-0"
            onClick={() => onChange({ ...filter, search: "" })}
          />
        )}
      </div>
      {data !== undefined && (data.models.length > 0 || data.systemPrompts.length > 0) && (
        <div className="flex gap-2">
          {data.models.length > 0 && (
            <Select
              label="Model"
              className="min-w-0 flex-1"
              value={facetValue(filter.model)}
              onChange={(value) => onChange({ ...filter, model: facetOf(value) })}
              choices={facetChoices("Any model", "No model", data.models, total)}
            />
          )}
          {data.systemPrompts.length > 0 && (
            <Select
              label="System prompt"
              className="min-w-0 flex-1"
              value={facetValue(filter.systemPromptName)}
              onChange={(value) => onChange({ ...filter, systemPromptName: facetOf(value) })}
              choices={facetChoices("Any prompt", "No named prompt", data.systemPrompts, total)}
            />
          )}
        </div>
      )}
    </div>
  );
}

interface TableProps {
  sourceId: string;
  /** Whether a conversation is read beside it. */
  isReading: boolean;
  browsing: Browsing;
}

/** The conversations of a source, newest first, with search and facets. Arrows show one after the other. */
export function ConversationTable({ sourceId, isReading, browsing }: TableProps) {
  const { filter, setFilter, settled, pages, selected, startAt, select } = browsing;
  const [, navigate] = useLocation();
  const isNarrow = useIsNarrow();
  const [showsFile, setShowsFile] = useState(false);
  const source = useRoute("sources.list", {}).data?.sources.find((one) => one.id === sourceId);
  const inspection = useInspection(sourceId);
  const isNone =
    inspection.data?.kind === "training" ||
    (pages.error instanceof AppError && pages.error.code === "no_conversations");
  // Why a file cannot be read stands once, where all about it stands.
  const saysWhyBeside = inspection.error !== null && !isReading && !isNarrow;
  const isFiltered = settled.search !== "" || settled.model !== null || settled.systemPromptName !== null;
  return (
    <Pane
      back="/"
      title={
        <>
          {source?.name ?? "Conversations"}
          {pages.total !== null && (
            <span className="ml-2 text-body font-normal text-muted tabular">
              {counted(pages.total, isFiltered ? "hit" : "conversation")}
            </span>
          )}
        </>
      }
      actions={
        (isReading || isNarrow) && (
          <IconButton
            label="About this file"
            icon={<Info />}
            onClick={() => (isNarrow ? setShowsFile(!showsFile) : navigate(`/${sourceId}`))}
          />
        )
      }
      {...(isNone || inspection.error !== null
        ? {}
        : { bar: <FilterBar sourceId={sourceId} filter={filter} onChange={setFilter} /> })}
    >
      {isNarrow && (showsFile || isNone) ? (
        <FileSummary sourceId={sourceId} />
      ) : isNone ? (
        <Empty title="No conversations here">What the file holds stands beside this.</Empty>
      ) : saysWhyBeside ? (
        <Empty title="This file cannot be read">Why, and what to do, stands beside this.</Empty>
      ) : pages.error !== null && inspection.isPending ? (
        // It may be a file without conversations, which is no failure.
        <Loading what="conversations" />
      ) : pages.error !== null ? (
        <div className="p-4">
          <ErrorNote error={pages.error} onRetry={pages.refetch} />
        </div>
      ) : pages.total === null ? (
        <Loading what="conversations" />
      ) : pages.total === 0 ? (
        <Empty
          title="Nothing fits"
          action={isFiltered && <Button onClick={() => setFilter(NO_FILTER)}>Clear search and facets</Button>}
        />
      ) : (
        <VirtualList
          label="Conversations"
          count={pages.total}
          rowHeight={48}
          selected={selected}
          startAt={startAt}
          onSelect={select}
          onOpen={() => document.getElementById("reader")?.focus()}
          onRange={pages.onRange}
        >
          {(index) => <Row row={pages.row(index)} needle={settled.search} />}
        </VirtualList>
      )}
    </Pane>
  );
}
