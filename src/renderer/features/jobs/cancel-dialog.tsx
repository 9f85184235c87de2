import type { Job } from "../../../shared/contract/jobs.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { useOperation } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";

/** What cancelling does to the job as it stands. */
function consequence({ provider, status }: Job): string {
  if (provider === "practice") return "The rehearsal ends where it is and leaves no practice model.";
  const name = PROVIDER_NAMES[provider];
  if (status === "preparing") {
    return `The job is not made at ${name}, or is cancelled there if it has been made already. Files that were uploaded stay there.`;
  }
  if (status === "queued") return `${name} takes the job out of its queue. Nothing has been trained yet.`;
  return `${name} stops the training and makes no model. It may charge for the steps that have been trained.`;
}

/** Asks before a job is cancelled, since that cannot be undone, and says what it means. */
export function CancelDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const cancel = useOperation("jobs.cancel");
  const go = () => {
    // A failure is shown in the dialog.
    cancel.run({ id: job.id }).then(onClose, () => undefined);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Cancel “${job.name}”?`}
      actions={
        <>
          <Button onClick={onClose}>Let it go on</Button>
          <Button kind="danger" onClick={go} disabled={cancel.isRunning}>
            {cancel.isRunning ? "Cancelling …" : "Cancel job"}
          </Button>
        </>
      }
    >
      <p>{consequence(job)}</p>
      {cancel.error !== null && (
        <div className="mt-3">
          <ErrorNote error={cancel.error} onRetry={go} />
        </div>
      )}
    </Dialog>
  );
}
