import { CornerLeftUp, Database, File, Folder, House } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import type { FolderEntry } from "../../../shared/contract/files.ts";
import { useRoute } from "../../bridge/routes.ts";
import { IconButton } from "../button.tsx";
import { classNames } from "../class-names.ts";
import { ErrorNote } from "../error-note.tsx";
import { INPUT_LOOK } from "../field.tsx";
import { formatBytes, formatRelative } from "../format.ts";
import { VirtualList } from "../virtual-list.tsx";
import { asFolder, completed, matching, separatorOf, splitTyped } from "./typed-path.ts";

interface FileBrowserProps {
  chooses: "file" | "folder";
  /** Hears the path that was chosen; in a choice of folders, every folder that is reached. */
  onChoose: (path: string) => void;
}

const DATABASE = /\.(db|sqlite3?|db3)$/i;

function EntryIcon({ entry }: { entry: FolderEntry }) {
  if (entry.kind === "folder") return <Folder aria-label="Folder" className="size-4 shrink-0 text-accent" />;
  const Icon = DATABASE.test(entry.name) ? Database : File;
  return <Icon aria-hidden className="size-4 shrink-0 text-muted" />;
}

function EntryRow({ entry, isDimmed }: { entry: FolderEntry; isDimmed: boolean }) {
  return (
    <div className={classNames("flex h-full items-center gap-3 px-3", isDimmed && "opacity-50")}>
      <EntryIcon entry={entry} />
      <span className="min-w-0 flex-1 truncate">{entry.name}</span>
      {entry.bytes !== null && <span className="text-label text-muted tabular">{formatBytes(entry.bytes)}</span>}
      {entry.modifiedAt !== null && (
        <span className="w-28 shrink-0 text-right text-label text-muted max-[499px]:hidden">
          {formatRelative(entry.modifiedAt)}
        </span>
      )}
    </div>
  );
}

/** Chooses a file or a folder of the machine where Tunewright runs: by typing a path, or by walking through folders. */
export function FileBrowser({ chooses, onChoose }: FileBrowserProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [selected, setSelected] = useState(0);
  const { folder, rest } = splitTyped(typed ?? "");
  const listing = useRoute("files.browse", { folder: folder === "" ? null : folder }, { keepPrevious: true });
  const reached = listing.data === undefined ? "" : asFolder(listing.data.folder);
  const text = typed ?? reached;
  const entries = matching(listing.data?.entries ?? [], rest);
  const isStale = listing.isPlaceholderData || listing.isPending;

  const type = (next: string) => {
    setTyped(next);
    setSelected(0);
    if (chooses === "folder") onChoose(next);
  };
  const open = (entry: FolderEntry | undefined) => {
    if (entry?.kind === "folder") type(asFolder(entry.path));
    else if (chooses === "file") onChoose(entry?.path ?? text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setSelected(Math.min(entries.length - 1, Math.max(0, selected + step)));
    } else if (event.key === "Enter" && !isStale) {
      event.preventDefault();
      open(entries[selected]);
    } else if (event.key === "Tab" && !event.shiftKey && text === "~") {
      event.preventDefault();
      type("~/");
    } else if (event.key === "Tab" && !event.shiftKey && rest !== "") {
      const longer = completed(listing.data?.entries ?? [], rest, separatorOf(reached));
      if (longer === rest) return;
      event.preventDefault();
      type((folder === "" ? reached : folder) + longer);
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex gap-1">
        <input
          aria-label="Path"
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          className={classNames(INPUT_LOOK, "min-w-0 flex-1 font-mono text-label")}
        />
        <IconButton
          label="Parent folder"
          icon={<CornerLeftUp />}
          disabled={(listing.data?.parent ?? null) === null}
          onClick={() => type(asFolder(listing.data?.parent ?? ""))}
        />
        <IconButton label="Home folder" icon={<House />} onClick={() => type(asFolder(listing.data?.home ?? "~"))} />
      </div>
      <div className="h-64 overflow-hidden rounded-normal border border-border">
        {listing.error !== null ? (
          <div className="p-3">
            <ErrorNote error={listing.error} />
          </div>
        ) : listing.isSuccess && entries.length === 0 ? (
          <p className="p-4 text-center text-muted">
            {rest === "" ? "This folder holds nothing that you may read." : "Nothing here is called so."}
          </p>
        ) : (
          <VirtualList
            label="Files and folders"
            count={entries.length}
            rowHeight={32}
            selected={selected}
            onSelect={setSelected}
            onOpen={(index) => open(entries[index])}
          >
            {(index) => {
              const entry = entries[index];
              return entry === undefined ? null : (
                <EntryRow entry={entry} isDimmed={chooses === "folder" && entry.kind === "file"} />
              );
            }}
          </VirtualList>
        )}
      </div>
      {listing.data !== undefined && (
        <p className="text-label text-muted">
          Files on {listing.data.machine}, the machine where Tunewright runs.
          {listing.data.isCut && " Only the first 2,000 entries are listed: type to reach others."}
        </p>
      )}
    </div>
  );
}
