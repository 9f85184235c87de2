import { useState } from "react";
import { create } from "zustand";
import type { Artifact } from "../../../shared/contract/files.ts";
import { AppError } from "../../../shared/errors.ts";
import { useCall } from "../../bridge/routes.ts";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";
import { ErrorNote } from "../error-note.tsx";
import { Field, TextInput } from "../field.tsx";
import { Segmented } from "../segmented.tsx";
import { useToasts } from "../toasts.tsx";
import { FileBrowser } from "./file-browser.tsx";

interface Request {
  artifact: Artifact;
  /** What it is called in the title: “Export …”. */
  title: string;
  /** The name it is offered under. */
  name: string;
}

const useRequest = create<{ request: Request | null }>()(() => ({ request: null }));

/** A function that lets a person take something out: by download, or into a folder of the server. */
export function useExport(): (request: Request) => void {
  return (request) => useRequest.setState({ request });
}

/** Lets the browser save what the ticket is for. */
function startDownload(ticket: string): void {
  const link = document.createElement("a");
  link.href = `/api/download/${ticket}`;
  // The name comes with the file.
  link.download = "";
  link.click();
}

type Way = "download" | "write";

function ExportForm({ request, close }: { request: Request; close: () => void }) {
  const { artifact, title } = request;
  const { say } = useToasts();
  const [way, setWay] = useState<Way>("download");
  const [name, setName] = useState(request.name);
  const [folder, setFolder] = useState<string | null>(null);
  const ticket = useCall("files.ticket");
  const write = useCall("files.write");
  const download = () =>
    ticket.mutate(
      { artifact, name },
      {
        onSuccess: (issued) => {
          startDownload(issued.ticket);
          close();
          say(`Downloading ${issued.name}.`);
        },
      },
    );
  const writeOut = (replace: boolean) =>
    write.mutate(
      { artifact, name, folder: folder ?? ".", replace },
      {
        onSuccess: ({ path }) => {
          close();
          say(`Written to ${path}.`);
        },
      },
    );
  const isTaken = write.error instanceof AppError && write.error.code === "conflict";
  return (
    <Dialog
      isOpen
      onClose={close}
      title={title}
      width={way === "write" ? "wide" : "normal"}
      actions={
        way === "download" ? (
          <Button kind="primary" disabled={ticket.isPending || name.trim() === ""} onClick={download}>
            Download
          </Button>
        ) : (
          <Button kind="primary" disabled={write.isPending || name.trim() === ""} onClick={() => writeOut(false)}>
            Write the file
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <Segmented<Way>
          label="Where to"
          value={way}
          onChange={setWay}
          choices={[
            { value: "download", label: "Download to this computer" },
            { value: "write", label: "Write on the server" },
          ]}
        />
        <Field label="Name">
          <TextInput value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />
        </Field>
        {way === "write" && <FileBrowser chooses="folder" onChoose={setFolder} />}
        {ticket.error !== null && <ErrorNote error={ticket.error} />}
        {way === "write" && write.error !== null && (
          <ErrorNote
            error={write.error}
            {...(isTaken ? { action: <Button onClick={() => writeOut(true)}>Replace it</Button> } : {})}
          />
        )}
      </div>
    </Dialog>
  );
}

/** The dialog behind `useExport`; to be mounted once. */
export function ExportDialog() {
  const { request } = useRequest();
  return request === null ? null : (
    <ExportForm key={request.name} request={request} close={() => useRequest.setState({ request: null })} />
  );
}
