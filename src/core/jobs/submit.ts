import type { JobConfig } from "../../shared/contract/jobs.ts";
import type { Validation } from "../../shared/contract/training-data.ts";
import type { Progress } from "../../shared/contract/operations.ts";
import { AppError } from "../../shared/errors.ts";
import type { KeyNotice, Providers } from "../providers/open-provider.ts";
import { isDefiniteRefusal } from "../providers/errors.ts";
import type { JobSpec, ProviderJob, Tuning } from "../providers/provider.ts";
import { sleep } from "../sleep.ts";
import type { Lease } from "../workspace/leases.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { passOnCancellation } from "./cancellation.ts";
import type { JobRow, JobStore } from "./job-store.ts";
import { afterFailedSubmission, nextLookDelay } from "./lifecycle.ts";
import { assertSameOrigin, seenChange } from "./seen.ts";
import { forgetStaleFiles, uploadFiles } from "./upload.ts";

/** So often the call that creates a job is made in one run while its answers get lost. */
const MOST_ATTEMPTS = 2;

const UNSETTLED = "The provider's answer was lost; whether it made the job can still turn out";

/**
 * Checks a job's files against its provider's rules before anything leaves the machine; throws `invalid_file`.
 * Null for the practice provider, which reads the file itself.
 */
export type CheckFiles = (job: JobRow, signal: AbortSignal) => Promise<Validation | null>;

/** How long the call that creates a job may take, and how long after it a job may still appear, in ms. */
export interface CreatePatience {
  timeoutMs: number;
  settleMs: number;
}

export interface SubmitDependencies {
  workspace: Workspace;
  store: JobStore;
  providers: Providers;
  checkFiles: CheckFiles;
  patience: CreatePatience;
}

export interface SubmitContext {
  signal: AbortSignal;
  report: (progress: Progress) => void;
  notice: KeyNotice;
  /** Whether to stay while a provider checks files or a lost answer settles; else the job is left as it then stands. */
  patient: boolean;
  /** What a job that was not sent yet may cost at the most, in US dollars; no limit where it is absent. */
  budgetUsd?: number | null;
}

/** Brings a pending or interrupted job to its provider; returns null where another process is at it. */
export type Submit = (id: string, context: SubmitContext) => Promise<JobRow | null>;

/** One submission under its lease: each step is written before and after it is taken. */
interface Submission extends SubmitDependencies, SubmitContext {
  id: string;
  lease: Lease;
  tuning: Tuning;
}

/** Makes the function that submits jobs. */
export function createSubmit(dependencies: SubmitDependencies): Submit {
  const { workspace, store, providers, checkFiles } = dependencies;
  return async (id, context) => {
    using lease = workspace.lease(`job:${id}`);
    if (lease === null) return null;
    const job = store.get(id);
    if (job.status !== "pending" && job.status !== "preparing") return job;
    // A job whose files are wrong, or which has no key, stays as it is.
    if (job.status === "pending") assertWithin(context.budgetUsd ?? null, await checkFiles(job, context.signal));
    const { provider, origin, account } = await providers
      .open(job.provider, context.notice, job.key_name)
      .catch((error: unknown) => {
        // A job that waits for its owner says so: nobody may have the call open that would tell.
        const says = error instanceof AppError && job.status === "preparing";
        if (says) store.change(lease, id, { detail: `Could not be gone on with: ${error.message}` });
        throw error;
      });
    if (provider.tuning === undefined) {
      throw new AppError("not_available", `${job.provider} does not run fine-tuning jobs.`);
    }
    assertSameOrigin(job, origin);
    if (job.status === "pending") await forgetStaleFiles({ store, lease, id }, origin);
    store.change(lease, id, {
      status: "preparing",
      detail: null,
      error_json: null,
      origin,
      account,
      started_at: job.started_at ?? workspace.now(),
    });
    const submission = { ...dependencies, ...context, id, lease, tuning: provider.tuning };
    try {
      if (isToBeCancelledHere(store.get(id))) return cancelHere(submission);
      if (!(await uploadFiles(submission))) return putOff(submission);
      return await createOnce(submission);
    } catch (error) {
      if (error instanceof AppError) recordFailure(submission, error);
      throw error;
    }
  };
}

/** Throws `over_budget` where the estimate is over the budget, or where no price is known to hold against it. */
function assertWithin(budgetUsd: number | null, checked: Validation | null): void {
  if (budgetUsd === null || checked === null) return;
  const { estimate } = checked;
  if (estimate !== null && estimate.usd <= budgetUsd) return;
  const cost =
    estimate === null ? "no price is known for this model" : `it would cost about $${estimate.usd.toFixed(2)}`;
  throw new AppError("over_budget", `The job was not sent: ${cost}, and the budget is $${budgetUsd}.`, {
    hint: "Raise the budget, train on less, or set no budget.",
  });
}

function isToBeCancelledHere(job: JobRow): boolean {
  return job.cancel_requested_at !== null && job.create_attempted_at === null;
}

function recordFailure({ store, lease, workspace, id }: Submission, error: AppError): void {
  if (error.code === "conflict") return;
  const job = store.get(id);
  if (job.status !== "preparing") return;
  const next = afterFailedSubmission(error.code);
  store.change(lease, id, {
    status: next,
    error_json: JSON.stringify(error.toBody()),
    // What was said about an attempt before is no longer so, unless its outcome is still open.
    detail: job.create_attempted_at === null ? null : job.detail,
    started_at: next === "pending" ? null : job.started_at,
    finished_at: next === "failed" ? workspace.now() : null,
  });
}

/** Creates the job at the provider exactly once, as far as any client can promise that. */
async function createOnce(submission: Submission): Promise<JobRow> {
  const { store, lease, id, tuning, workspace, patience, signal, report, patient } = submission;
  const spec = specOf(store.get(id));
  for (let attempts = 0; ;) {
    const job = store.get(id);
    if (job.create_attempted_at !== null) {
      const found = await lookForJob(submission, spec);
      if (found !== null) return accept(submission, found);
      const left = untilSettled(submission, job.create_attempted_at);
      if (left > 0) {
        if (!patient) {
          const delay = Math.min(left, nextLookDelay(workspace.now() - job.create_attempted_at));
          return store.change(lease, id, { detail: UNSETTLED, next_look_at: workspace.now() + delay });
        }
        report({ done: 0, total: null, unit: "looks", note: "Looking whether the provider made the job" });
        await sleep(Math.min(left, nextLookDelay(workspace.now() - job.create_attempted_at)), signal);
        continue;
      }
    }
    if (job.cancel_requested_at !== null) return cancelHere(submission);
    signal.throwIfAborted();
    store.change(lease, id, { create_attempted_at: workspace.now() });
    attempts += 1;
    try {
      // Once it is on its way this call is not cut short: only its own time limit ends it.
      return await accept(submission, await tuning.createJob(spec, AbortSignal.timeout(patience.timeoutMs)));
    } catch (error) {
      if (!(error instanceof AppError) || store.get(id).provider_job_id !== null) throw error;
      if (isDefiniteRefusal(error)) {
        store.change(lease, id, { create_attempted_at: null });
        throw error;
      }
      store.change(lease, id, { detail: `The provider's answer was lost: ${error.message}` });
      if (attempts >= MOST_ATTEMPTS) throw error;
    }
  }
}

/** How long a job that was asked for then may still appear, in ms. */
function untilSettled({ store, lease, id, workspace, patience }: Submission, attemptedAt: number): number {
  const now = workspace.now();
  const whole = patience.timeoutMs + patience.settleMs;
  if (attemptedAt <= now) return Math.max(0, attemptedAt + whole - now);
  // The clock was set back: the wait begins anew, since nobody knows how much of it has passed.
  store.change(lease, id, { create_attempted_at: now });
  return whole;
}

/** The provider still checks a file: whoever looks again does so ever more slowly. */
function putOff({ store, lease, id, workspace }: Submission): JobRow {
  const now = workspace.now();
  return store.change(lease, id, { next_look_at: now + nextLookDelay(now - (store.get(id).started_at ?? now)) });
}

function cancelHere({ store, lease, id, workspace }: Submission): JobRow {
  return store.change(lease, id, {
    status: "cancelled",
    detail: null,
    error_json: null,
    finished_at: workspace.now(),
  });
}

async function lookForJob(
  { tuning, signal, store, lease, id }: Submission,
  spec: JobSpec,
): Promise<ProviderJob | null> {
  try {
    return await tuning.findJob(spec, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "cancelled") throw error;
    const unknown = new AppError(
      "outcome_unknown",
      `It is not known whether the provider made job ${id}: its answer was lost, and looking for it failed too (${error.message}).`,
      { hint: "Nothing is created again until the provider can be asked. Look at the job again later.", cause: error },
    );
    store.change(lease, id, { detail: unknown.message });
    throw unknown;
  }
}

function specOf(job: JobRow): JobSpec {
  if (job.train_file_id === null) throw new Error(`job ${job.id} has no uploaded training file`);
  return {
    localId: job.id,
    model: job.model,
    trainFileId: job.train_file_id,
    valFileId: job.val_file_id,
    config: JSON.parse(job.config_json) as JobConfig,
  };
}

async function accept(submission: Submission, made: ProviderJob): Promise<JobRow> {
  const { store, lease, id, workspace } = submission;
  assertIsNew(store, store.get(id), made.id);
  const job = store.change(lease, id, {
    provider_job_id: made.id,
    ...seenChange(store.get(id), made, workspace.now()),
  });
  return passOnCancellation(submission, job);
}

/** Two jobs under one name could not be told apart afterwards: which of them ran, which was cancelled. */
function assertIsNew(store: JobStore, { id, provider }: JobRow, providerJobId: string): void {
  const other = store.ofProvider(provider, providerJobId);
  if (other === undefined || other.id === id) return;
  throw new AppError("refused", `The provider calls the new job ${providerJobId}, as it does job ${other.id}.`, {
    hint: "Look at the provider what runs there; a server that gives an id twice cannot be followed.",
    detail: { status: null, effect: "none" },
  });
}
