import { AppError } from "../../shared/errors.ts";
import type { Providers } from "../providers/open-provider.ts";
import { sleep } from "../sleep.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { passOnCancellation } from "./cancellation.ts";
import type { JobRow, JobStore } from "./job-store.ts";
import { OTHERS_AT_IT_MS } from "./lifecycle.ts";
import { isFinal } from "../../shared/job-life.ts";
import { assertSameOrigin } from "./seen.ts";
import type { Submit, SubmitContext } from "./submit.ts";

const WAIT_FOR_OTHERS_MS = 30_000;

/**
 * Cancels a job wherever it is: here if its provider does not know it yet, at the provider otherwise.
 * A job that has ended is refused with `conflict`; one that another process keeps uploading is `busy`, and stops later.
 */
export type Cancel = (id: string, context: Omit<SubmitContext, "patient">) => Promise<JobRow>;

/** Makes the function that cancels jobs. */
export function createCancel(workspace: Workspace, store: JobStore, providers: Providers, submit: Submit): Cancel {
  const cancelHere = (id: string): JobRow | null => {
    using lease = workspace.lease(`job:${id}`);
    if (lease === null) return null;
    const change = { status: "cancelled", detail: null, error_json: null, started_at: null } as const;
    return store.change(lease, id, { ...change, finished_at: workspace.now() });
  };

  const cancelThere = async (job: JobRow, { signal, notice }: Omit<SubmitContext, "patient">) => {
    using lease = workspace.lease(`job:${job.id}`);
    if (lease === null) return null;
    const { provider, origin } = await providers.open(job.provider, notice, job.key_name);
    assertSameOrigin(job, origin);
    if (provider.tuning === undefined) throw new AppError("not_available", `${job.provider} does not run jobs.`);
    return passOnCancellation({ store, lease, workspace, tuning: provider.tuning, signal }, store.get(job.id));
  };

  /** One try; null while another process holds the job. */
  const attempt = async (id: string, context: Omit<SubmitContext, "patient">): Promise<JobRow | null> => {
    const job = store.get(id);
    if (isFinal(job.status)) return job;
    if (job.provider_job_id !== null) return cancelThere(job, context);
    // Its answer was lost: first find out whether there is anything to cancel.
    return job.create_attempted_at === null ? cancelHere(id) : submit(id, { ...context, patient: true });
  };

  return async (id, context) => {
    assertNotEnded(store.get(id));
    // Whoever is submitting it reads this before and after the job is created.
    store.requestCancel(id);
    const since = performance.now();
    for (;;) {
      const job = await attempt(id, context);
      if (job !== null) {
        if (job.status !== "cancelled") assertNotEnded(job);
        return job;
      }
      if (performance.now() - since > WAIT_FOR_OTHERS_MS) {
        throw new AppError("busy", `Another process is still submitting job ${id}; it was told to stop.`, {
          hint: "Look at the job again in a moment.",
        });
      }
      await sleep(OTHERS_AT_IT_MS, context.signal);
    }
  };
}

function assertNotEnded(job: JobRow): void {
  if (!isFinal(job.status)) return;
  throw new AppError("conflict", `Job ${job.id} is ${job.status}: there is nothing left to cancel.`, {
    hint: "Look at the job for how it ended.",
  });
}
