import { AppError } from "../../shared/errors.ts";
import type { ProviderJob, Tuning } from "../providers/provider.ts";
import type { Lease } from "../workspace/leases.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { JobRow, JobStore } from "./job-store.ts";
import { isPassing } from "./lifecycle.ts";
import { isFinal } from "../../shared/job-life.ts";
import { seenChange } from "./seen.ts";

/** What passing a cancellation on needs; the lease is held for the job. */
export interface PassingOn {
  store: JobStore;
  lease: Lease;
  workspace: Workspace;
  tuning: Tuning;
  signal: AbortSignal;
}

/**
 * Cancels a job at its provider where somebody asked for that and the provider was not told yet; else the job as it is.
 * While the provider cannot be reached the wish is kept, for the next look.
 */
export async function passOnCancellation(passing: PassingOn, job: JobRow): Promise<JobRow> {
  const { store, lease, workspace } = passing;
  if (job.cancel_requested_at === null || job.provider_job_id === null || isFinal(job.status)) return job;
  try {
    const seen = await cancelThere(passing, job.provider_job_id);
    return store.change(lease, job.id, { cancel_requested_at: null, ...seenChange(job, seen, workspace.now()) });
  } catch (error) {
    const isOver = error instanceof AppError && !isPassing(error.code) && error.code !== "cancelled";
    if (isOver && error.code !== "conflict") store.change(lease, job.id, { cancel_requested_at: null });
    throw error;
  }
}

async function cancelThere({ tuning, signal }: PassingOn, providerJobId: string): Promise<ProviderJob> {
  try {
    return await tuning.cancelJob(providerJobId, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.detail === undefined) throw error;
    if (error.code === "not_found") return goneThere(providerJobId, error);
    // It may have ended in the meantime, or been cancelled by somebody else: then there is nothing to refuse.
    const seen = await tuning.retrieveJob(providerJobId, signal).catch(() => null);
    if (seen === null || !isFinal(seen.status)) throw error;
    return seen;
  }
}

/** A job that its provider has forgotten does not run: with its cancellation our record comes to an end as well. */
function goneThere(id: string, error: AppError): ProviderJob {
  return {
    id,
    status: "cancelled",
    detail: "the provider does not know this job any more",
    fineTunedModel: null,
    startedAt: null,
    finishedAt: null,
    error: error.toBody(),
  };
}
