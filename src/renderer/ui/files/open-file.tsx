import { FlaskConical, Upload } from "lucide-react";
import { useRef } from "react";
import { useLocation } from "wouter";
import { create } from "zustand";
import type { OpenedSource } from "../../../shared/contract/files.ts";
import { useCall, useRoute } from "../../bridge/routes.ts";
import { Button } from "../button.tsx";
import { useCommand } from "../commands.ts";
import { Dialog } from "../dialog.tsx";
import { ErrorNote } from "../error-note.tsx";
import { useToasts } from "../toasts.tsx";
import { FileBrowser } from "./file-browser.tsx";
import { useOfferUpload } from "./upload-dialog.tsx";

type Opened = (source: OpenedSource) => void;

const useRequest = create<{ onOpened: Opened | null }>()(() => ({ onOpened: null }));

/** A function that lets a person open a file; `onOpened` hears what was opened. */
export function useOpenFile(): (onOpened: Opened) => void {
  return (onOpened) => useRequest.setState({ onOpened });
}

const RECENT = 5;

function Recent({ onOpened }: { onOpened: Opened }) {
  const sources = useRoute("sources.list", {}).data?.sources ?? [];
  const there = sources.filter((source) => source.bytes !== null).slice(0, RECENT);
  if (there.length === 0) return null;
  return (
    <section aria-label="Opened before">
      <h3 className="mb-1 text-label font-medium text-muted">Opened before</h3>
      <ul className="flex flex-wrap gap-2">
        {there.map((source) => (
          <li key={source.id}>
            <Button onClick={() => onOpened(source)} title={source.path}>
              {source.name}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The dialog behind `useOpenFile`, and what the commands for opening do; to be mounted once. */
export function OpenFileDialog() {
  const { onOpened } = useRequest();
  const [, navigate] = useLocation();
  const { fail } = useToasts();
  const openPath = useCall("files.open");
  const openSample = useCall("files.openSample");
  const offerUpload = useOfferUpload();
  const chooser = useRef<HTMLInputElement>(null);
  const showInLibrary: Opened = (source) => navigate(`/conversations/${source.id}`);
  useCommand("file.open", () => useRequest.setState({ onOpened: showInLibrary }));
  useCommand("file.openSample", () => openSample.mutate({}, { onSuccess: showInLibrary, onError: fail }));
  const close = () => {
    useRequest.setState({ onOpened: null });
    openPath.reset();
    openSample.reset();
  };
  const opened: Opened = (source) => {
    close();
    onOpened?.(source);
  };
  const error = openPath.error ?? openSample.error;
  return (
    <Dialog
      isOpen={onOpened !== null}
      onClose={close}
      title="Open a file"
      width="wide"
      description="Databases of conversations and JSONL training files. They are only read."
      actions={
        <>
          <Button onClick={() => openSample.mutate({}, { onSuccess: opened })}>
            <FlaskConical aria-hidden className="size-4" />
            Open the sample database
          </Button>
          <Button onClick={() => chooser.current?.click()}>
            <Upload aria-hidden className="size-4" />
            Upload from this computer
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FileBrowser chooses="file" onChoose={(path) => openPath.mutate({ path }, { onSuccess: opened })} />
        {error !== null && <ErrorNote error={error} />}
        <Recent onOpened={opened} />
      </div>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          close();
          if (files.length > 0) offerUpload(files, onOpened ?? showInLibrary);
        }}
      />
    </Dialog>
  );
}
