import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { create } from "zustand";
import type { OpenedSource } from "../../../shared/contract/files.ts";
import { upload, uploadLimit } from "../../bridge/uploads.ts";
import { AppError } from "../../../shared/errors.ts";
import { newId } from "../../bridge/ids.ts";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";
import { ErrorNote } from "../error-note.tsx";
import { formatBytes, formatDuration } from "../format.ts";
import { ProgressBar } from "../progress-bar.tsx";
import { useToasts } from "../toasts.tsx";
import { readDrop } from "./dropped.ts";

interface Offer {
  id: string;
  files: File[];
  onOpened: (source: OpenedSource) => void;
}

const useOffer = create<{ offer: Offer | null }>()(() => ({ offer: null }));

/** A function that offers to upload files of this computer, one after the other. */
export function useOfferUpload(): (files: File[], onOpened: (source: OpenedSource) => void) => void {
  return (files, onOpened) => useOffer.setState({ offer: { id: newId("offer"), files, onOpened } });
}

interface Sent {
  bytes: number;
  sinceMs: number;
}

function Rate({ sent, total }: { sent: Sent; total: number }) {
  const rate = sent.sinceMs > 0 ? (sent.bytes / sent.sinceMs) * 1000 : 0;
  const left = rate > 0 ? ((total - sent.bytes) / rate) * 1000 : null;
  return (
    <p className="text-label text-muted tabular">
      {formatBytes(sent.bytes)} of {formatBytes(total)}
      {rate > 0 && ` · ${formatBytes(rate)}/s`}
      {left !== null && left > 0 && ` · ≈ ${formatDuration(left)} left`}
    </p>
  );
}

/** Sends the files of an offer one after the other, and opens the last. Begun again, it goes on where it failed. */
function useUploads({ files, onOpened }: Offer, close: () => void) {
  const done = useRef<OpenedSource[]>([]);
  const [at, setAt] = useState<number | null>(null);
  const [sent, setSent] = useState<Sent>({ bytes: 0, sinceMs: 0 });
  const [error, setError] = useState<Error | null>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);
  const start = async () => {
    const controller = new AbortController();
    stopper.current = controller;
    setError(null);
    try {
      for (const [number, file] of [...files.entries()].slice(done.current.length)) {
        const began = performance.now();
        setAt(number);
        setSent({ bytes: 0, sinceMs: 0 });
        const opened = await upload(file, {
          signal: controller.signal,
          onProgress: (bytes) => setSent({ bytes, sinceMs: performance.now() - began }),
        });
        done.current.push(opened);
      }
      close();
      const last = done.current.at(-1);
      if (last !== undefined) onOpened(last);
    } catch (thrown) {
      setAt(null);
      if (!controller.signal.aborted) setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
  return { at, sent, error, start, stop: () => stopper.current?.abort() };
}

function UploadOffer({ offer, close }: { offer: Offer; close: () => void }) {
  const { files } = offer;
  const limit = useQuery({ queryKey: ["upload-limit"], queryFn: uploadLimit }).data;
  const { at, sent, error, start, stop } = useUploads(offer, close);
  const tooLarge = files.filter((file) => limit !== undefined && file.size > limit);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const current = at === null ? undefined : files[at];
  return (
    <Dialog
      isOpen
      onClose={() => {
        stop();
        close();
      }}
      title={files.length === 1 ? `Upload ${files[0]?.name ?? ""}` : `Upload ${files.length} files`}
      description="It is copied to the machine where Tunewright runs, into a private folder."
      actions={
        current === undefined ? (
          <>
            <Button onClick={close}>Not now</Button>
            <Button kind="primary" disabled={tooLarge.length > 0} onClick={() => void start()}>
              Upload {formatBytes(total)}
            </Button>
          </>
        ) : (
          <Button onClick={stop}>Stop</Button>
        )
      }
    >
      <ul className="mb-3">
        {files.map((file) => (
          <li
            key={`${file.webkitRelativePath}${file.name} ${file.size}`}
            className="flex gap-3 border-b border-hairline py-1.5"
          >
            <span className="min-w-0 flex-1 truncate">{file.name}</span>
            <span className="text-muted tabular">{formatBytes(file.size)}</span>
          </li>
        ))}
      </ul>
      {tooLarge.length > 0 && limit !== undefined && (
        <p className="text-danger">
          {tooLarge.map((file) => file.name).join(", ")} is larger than an upload may be ({formatBytes(limit)}). Copy it
          there in another way, with scp for example, and open it by its path.
        </p>
      )}
      {limit !== undefined && tooLarge.length === 0 && current === undefined && (
        <p className="text-label text-muted">A file may have up to {formatBytes(limit)}.</p>
      )}
      {current !== undefined && (
        <div className="flex flex-col gap-2">
          <ProgressBar label={`Uploading ${current.name}`} value={current.size === 0 ? 1 : sent.bytes / current.size} />
          <Rate sent={sent} total={current.size} />
        </div>
      )}
      {error !== null && <ErrorNote error={error} onRetry={() => void start()} />}
    </Dialog>
  );
}

function folderRefused(names: string[]): AppError {
  return new AppError("invalid_input", `${names.join(", ")} is a folder, and only files can be uploaded.`, {
    hint: "Open the folder and drop the files that lie in it.",
  });
}

/** Takes what is dropped on the window, and shows what is offered for upload; to be mounted once. */
export function UploadDialog() {
  const { offer } = useOffer();
  const [, navigate] = useLocation();
  const offerUpload = useOfferUpload();
  const { say, fail } = useToasts();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      setOver(false);
      // A place that takes the file itself has said so.
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (event.dataTransfer === null) return;
      const { files, folders } = readDrop(event.dataTransfer);
      if (folders.length > 0) fail(folderRefused(folders));
      if (files.length === 0) return;
      // What is being uploaded is not given up for what comes after it.
      if (useOffer.getState().offer !== null) say("Finish or stop the upload that is open, then drop these again.");
      else offerUpload(files, (source) => navigate(`/conversations/${source.id}`));
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the functions of a render do the same as those of the next
  }, [navigate]);
  return (
    <>
      {isOver && (
        <div className="pointer-events-none fixed inset-2 z-50 flex items-center justify-center rounded-normal border-2 border-dashed border-accent bg-accent-soft/90">
          <p className="text-title font-semibold text-accent">Drop to upload</p>
        </div>
      )}
      {offer !== null && <UploadOffer key={offer.id} offer={offer} close={() => useOffer.setState({ offer: null })} />}
    </>
  );
}
