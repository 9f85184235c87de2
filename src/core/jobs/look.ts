import { AppError } from "../../shared/errors.ts";
import type { KeyNotice, Providers } from "../providers/open-provider.ts";
import type { Tuning } from "../providers/provider.ts";
import type { Lease } from "../workspace/leases.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { JobRow, JobStore } from "./job-store.ts";
import { passOnCancellation } from "./cancellation.ts";
import { isDue, nextLookDelay } from "./lifecycle.ts";
import { isFinal } from "../../shared/job-life.ts";
import { assertSameOrigin, seenChange } from "./seen.ts";

/**
 * `due`: status and curve, where a look is due. `status`: the same, but no curve while the job runs, as for a list of
 * many. `now`: status and curve, even if the last look was just before, as for one job that somebody asks for.
 */
export type LookDepth = "due" | "status" | "now";

/**
 * Looks once at a submitted job and writes down what the provider says; returns the job as it then stands.
 * Somebody else's look, or one that is not due yet, is not repeated.
 */
export type Look = (
  id: string,
  options: { signal: AbortSignal; notice: KeyNotice; depth?: LookDepth },
) => Promise<JobRow>;

/** Makes the function that looks at jobs. */
export function createLook(workspace: Workspace, store: JobStore, providers: Providers): Look {
  const missed = (lease: Lease, job: JobRow, error: AppError) => {
    const since = workspace.now() - (job.create_attempted_at ?? job.created_at);
    store.change(lease, job.id, {
      next_look_at: workspace.now() + nextLookDelay(since),
      detail: `Could not be looked at: ${error.message}`,
    });
  };
  const isWanted = (job: JobRow, depth: LookDepth): boolean =>
    !isFinal(job.status) && (depth === "now" || isDue(job.next_look_at, workspace.now()));

  return async (id, { signal, notice, depth = "due" }) => {
    // Taking the lease is a write, which every other process on the data folder notices.
    const before = store.get(id);
    if (before.provider_job_id === null || !isWanted(before, depth)) return before;
    using lease = workspace.lease(`job:${id}`);
    const job = store.get(id);
    if (lease === null || job.provider_job_id === null || !isWanted(job, depth)) return job;
    try {
      const { provider, origin } = await providers.open(job.provider, notice, job.key_name);
      assertSameOrigin(job, origin);
      if (provider.tuning === undefined) return job;
      const seen = await provider.tuning.retrieveJob(job.provider_job_id, signal);
      if (depth !== "status" || isFinal(seen.status))
        await keepCurve({ store, lease, job, tuning: provider.tuning, signal });
      const looked = store.change(lease, id, seenChange(job, seen, workspace.now()));
      return await passOnCancellation({ store, lease, workspace, tuning: provider.tuning, signal }, looked);
    } catch (error) {
      if (error instanceof AppError && error.code !== "conflict" && error.code !== "cancelled")
        missed(lease, job, error);
      throw error;
    }
  };
}

/**
 * Events and metrics are read before a final status is written, since afterwards nobody looks again; but a provider
 * that cannot give them does not keep the job from ending.
 */
async function keepCurve({ store, lease, job, tuning, signal }: CurveReading): Promise<void> {
  if (job.provider_job_id === null) return;
  try {
    store.keepEvents(lease, job.id, await tuning.listEvents(job.provider_job_id, signal));
    store.keepMetrics(lease, job.id, await tuning.listMetrics(job.provider_job_id, signal));
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "conflict" || error.code === "cancelled") throw error;
  }
}

interface CurveReading {
  store: JobStore;
  lease: Lease;
  job: JobRow;
  tuning: Tuning;
  signal: AbortSignal;
}
