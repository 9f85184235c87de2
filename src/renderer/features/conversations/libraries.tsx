import { Ellipsis, RotateCw, X } from "lucide-react";
import { useLocation } from "wouter";
import type { OpenedSource } from "../../../shared/contract/files.ts";
import { KIND_WORDS } from "../../../shared/file-words.ts";
import { useCall, useRoute } from "../../bridge/routes.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { runCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted, formatBytes, formatCount } from "../../ui/format.ts";
import { ListLink } from "../../ui/list-link.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Pane } from "../../ui/pane.tsx";
import { useRemoval } from "../../ui/removal.tsx";
import { useInspection, useReadAgain } from "./inspection.ts";

/** Files up to here are counted as soon as they are listed, larger ones when they are chosen; in bytes. */
const COUNTED_AT_ONCE = 20_000_000;
/** So many of the newest are counted unasked: each takes a process while it is read. */
const COUNTED_UNASKED = 8;

function describeState({ bytes, path }: OpenedSource, inspection: ReturnType<typeof useInspection>): string {
  if (bytes === null) return "not there any more";
  // The row has its name already: what matters must not be cut off behind a path.
  if (inspection.error !== null) return inspection.error.message.replace(path, "").trim();
  if (inspection.data === undefined) {
    const { progress } = inspection;
    if (progress === null) return formatBytes(bytes);
    return `${formatCount(progress.done)} ${progress.unit} counted …`;
  }
  const { kind, conversations, findings } = inspection.data;
  if (kind === "training") return counted(conversations, "training example");
  if (conversations === 0) return KIND_WORDS[kind];
  const odd = findings.length === 0 ? "" : ` · ${counted(findings.length, "finding")}`;
  return `${counted(conversations, "conversation")}${odd}`;
}

interface RowProps {
  source: OpenedSource;
  isCurrent: boolean;
  isCounted: boolean;
  onForget: () => void;
}

function Row({ source, isCurrent, isCounted, onForget }: RowProps) {
  const inspection = useInspection(source.id, isCounted && source.bytes !== null);
  const readAgain = useReadAgain(source.id);
  const isBroken = source.bytes === null || inspection.error !== null;
  return (
    <ListLink
      href={`/${source.id}`}
      isCurrent={isCurrent}
      title={source.path}
      more={
        <Menu trigger={<IconButton label={`More for ${source.name}`} icon={<Ellipsis />} className="bg-raised" />}>
          <MenuItem onSelect={readAgain}>
            <RotateCw aria-hidden /> Read again
          </MenuItem>
          <MenuItem onSelect={onForget}>
            <X aria-hidden /> Take off the list
          </MenuItem>
        </Menu>
      }
    >
      <span className="block truncate font-medium">{source.name}</span>
      <span className={classNames("block truncate text-label tabular", isBroken ? "text-danger" : "text-muted")}>
        {describeState(source, inspection)}
      </span>
    </ListLink>
  );
}

/** The databases and files that were opened, newest first. */
export function Libraries({ current }: { current: string | null }) {
  const [, navigate] = useLocation();
  const list = useRoute("sources.list", {}, { againOnFocus: true });
  const forget = useCall("sources.forget");
  const { isRemoved, remove } = useRemoval();
  const sources = list.data?.sources.filter((source) => !isRemoved(source.id)) ?? [];
  const onForget = (source: OpenedSource) => {
    if (source.id === current) navigate("/");
    remove(source.id, `Took ${source.name} off the list. The file stays.`, () => forget.mutateAsync({ id: source.id }));
  };
  return (
    <Pane title="Library" actions={<Button onClick={() => runCommand("file.open")}>Open…</Button>}>
      {list.isPending && <Loading what="the library" />}
      {list.error !== null && (
        <div className="p-4">
          <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isSuccess && sources.length === 0 && (
        <Empty
          title="No database yet"
          action={
            <>
              <Button kind="primary" onClick={() => runCommand("file.open")}>
                Open a database
              </Button>
              <Button onClick={() => runCommand("file.openSample")}>Open the sample database</Button>
            </>
          }
        >
          Open the SQLite files in which your conversations lie, or drop them here. They are only read.
        </Empty>
      )}
      <ul aria-label="Opened files" className="h-full overflow-y-auto empty:hidden">
        {sources.map((source, at) => (
          <Row
            key={source.id}
            source={source}
            isCurrent={source.id === current}
            isCounted={source.id === current || (at < COUNTED_UNASKED && (source.bytes ?? 0) < COUNTED_AT_ONCE)}
            onForget={() => onForget(source)}
          />
        ))}
      </ul>
    </Pane>
  );
}
