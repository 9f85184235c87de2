import { Copy, Download, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { Job } from "../../../shared/contract/jobs.ts";
import { UNDER_WAY } from "../../../shared/job-life.ts";
import { useCall, useOperation } from "../../bridge/routes.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { useCommand } from "../../ui/commands.ts";
import { useExport } from "../../ui/files/export-dialog.tsx";
import { jobStatusWord } from "../../ui/job-status.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { useRemoval } from "../../ui/removal.tsx";
import { useToasts } from "../../ui/toasts.tsx";
import { useIsNarrow } from "../../ui/use-media.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { RunDialog } from "./run-dialog.tsx";
import { useDraft, useFileChoices } from "./draft.ts";
import { draftLike } from "./form-values.ts";

/** Puts the job's settings into the form for a new one; a draft that stood there can be had back. */
function useSameAgain(job: Job): () => void {
  const [draft, setDraft] = useDraft();
  const { files } = useFileChoices();
  const [, navigate] = useLocation();
  const { say } = useToasts();
  return () => {
    setDraft(draftLike(job, files ?? []));
    navigate("/new");
    if (draft !== null) {
      say("The draft of another job was replaced.", { action: { label: "Undo", act: () => setDraft(draft) } });
    }
  };
}

/** Runs a job that is still here. Its files are checked first, and what is known of the cost is said. */
function RunJob({ job }: { job: Job }) {
  const check = useOperation("jobs.check");
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setOpen(true);
    // What is wrong with the files is shown in the dialog.
    check.run({ id: job.id }).catch(() => undefined);
  };
  const close = () => {
    check.stop();
    setOpen(false);
  };
  return (
    <>
      <Button kind="primary" onClick={open}>
        Run job
      </Button>
      {isOpen && <RunDialog job={job} check={check} onClose={close} />}
    </>
  );
}

function CancelJob({ job }: { job: Job }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Cancel</Button>
      {isOpen && <CancelDialog job={job} onClose={() => setOpen(false)} />}
    </>
  );
}

/** What can be done with a job, the next thing first. */
export function JobActions({ job }: { job: Job }) {
  const [, navigate] = useLocation();
  const isNarrow = useIsNarrow();
  const sameAgain = useSameAgain(job);
  const deletion = useCall("jobs.delete");
  const { remove } = useRemoval();
  const exportArtifact = useExport();
  const isUnderWay = UNDER_WAY.includes(job.status);
  const hasMetrics = job.progress !== null;
  const exportMetrics = () =>
    exportArtifact({
      artifact: { kind: "job-metrics", jobId: job.id },
      title: `the metrics of “${job.name}”`,
      name: `${job.name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "")} metrics.csv`,
    });
  useCommand("file.export", exportMetrics, hasMetrics);
  const erase = () => {
    remove(job.id, `Deleted “${job.name}”.`, () => deletion.mutateAsync({ id: job.id }));
    navigate("/");
  };
  return (
    <>
      {job.status === "pending" && <RunJob job={job} />}
      {job.fineTunedModel !== null && job.status === "completed" && (
        <Button
          kind="primary"
          nativeButton={false}
          render={<Link href={`~/chat/new/${encodeURIComponent(job.fineTunedModel)}`} />}
        >
          Test in chat
        </Button>
      )}
      {isUnderWay && <CancelJob job={job} />}
      {!isNarrow && <Button onClick={sameAgain}>Same again</Button>}
      <Menu trigger={<IconButton label="More" icon={<Ellipsis />} />}>
        <MenuItem onSelect={sameAgain}>
          <Copy aria-hidden /> Same again
        </MenuItem>
        {hasMetrics && (
          <MenuItem onSelect={exportMetrics}>
            <Download aria-hidden /> Export metrics
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem onSelect={erase} isDisabled={isUnderWay} isDangerous>
          <Trash2 aria-hidden />
          {isUnderWay ? `Delete (${jobStatusWord(job.status).toLowerCase()}: cancel it first)` : "Delete"}
        </MenuItem>
      </Menu>
    </>
  );
}
