import { AppError } from "../../shared/errors.ts";
import type { KeyNotice, Providers } from "../providers/open-provider.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { JobRow, JobStore } from "./job-store.ts";
import { isFinal } from "./lifecycle.ts";
import { assertSameOrigin, seenChange } from "./look.ts";
import type { Submit, SubmitContext } from "./submit.ts";

/**
 * Cancels a job wherever it is: here if its provider does not know it yet, at the provider otherwise.
 * A job that has ended is refused with `conflict`.
 */
export type Cancel = (id: string, context: SubmitContext) => Promise<JobRow>;

/** Makes the function that cancels jobs. */
export function createCancel(workspace: Workspace, store: JobStore, providers: Providers, submit: Submit): Cancel {
  const cancelHere = (id: string): JobRow | null => {
    using lease = workspace.lease(`job:${id}`);
    if (lease === null) return null;
    return store.change(lease, id, { status: "cancelled", finished_at: workspace.now(), detail: null });
  };

  const cancelThere = async (id: string, signal: AbortSignal, notice: KeyNotice): Promise<JobRow> => {
    const job = store.get(id);
    if (job.provider_job_id === null) return job;
    const { provider, origin } = await providers.open(job.provider, notice);
    assertSameOrigin(job, origin);
    const seen = await provider.tuning?.cancelJob(job.provider_job_id, signal);
    using lease = workspace.lease(`job:${id}`);
    if (lease === null || seen === undefined) return store.get(id);
    return store.change(lease, id, seenChange(store.get(id), seen, workspace.now()));
  };

  return async (id, context) => {
    const job = store.get(id);
    if (isFinal(job.status)) {
      throw new AppError("conflict", `Job ${id} is ${job.status}: there is nothing left to cancel.`);
    }
    // Whoever is submitting it reads this before the job is created.
    store.requestCancel(id);
    const unsubmitted = job.provider_job_id === null && job.create_attempted_at === null;
    if (unsubmitted) return cancelHere(id) ?? store.get(id);
    // Its answer was lost: first find out whether there is anything to cancel.
    if (job.provider_job_id === null) await submit(id, context);
    return isFinal(store.get(id).status) ? store.get(id) : cancelThere(id, context.signal, context.notice);
  };
}
