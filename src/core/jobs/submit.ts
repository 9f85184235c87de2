import { basename } from "node:path";
import type { JobConfig } from "../../shared/contract/jobs.ts";
import type { Progress } from "../../shared/contract/operations.ts";
import { AppError } from "../../shared/errors.ts";
import type { KeyNotice, Providers } from "../providers/open-provider.ts";
import { isDefiniteRefusal } from "../providers/errors.ts";
import type { JobSpec, ProviderFile, ProviderJob, Tuning } from "../providers/provider.ts";
import { sleep } from "../sleep.ts";
import type { Lease } from "../workspace/leases.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { fingerprint } from "../training-data/fingerprint.ts";
import type { JobChange, JobRow, JobStore } from "./job-store.ts";
import { afterFailedSubmission, nextLookDelay } from "./lifecycle.ts";
import { assertSameOrigin, seenChange } from "./look.ts";

/** Checks a job's files against its provider's rules before anything leaves the machine; throws `invalid_file`. */
export type FileCheck = (job: JobRow, signal: AbortSignal) => Promise<void>;

/** How long the call that creates a job may take, and how long after it a job may still appear, in ms. */
export interface CreatePatience {
  timeoutMs: number;
  settleMs: number;
}

export interface SubmitDependencies {
  workspace: Workspace;
  store: JobStore;
  providers: Providers;
  checkFiles: FileCheck;
  patience: CreatePatience;
}

export interface SubmitContext {
  signal: AbortSignal;
  report: (progress: Progress) => void;
  notice: KeyNotice;
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
    if (job.status === "pending") await checkFiles(job, context.signal);
    const { provider, origin, account } = await providers.open(job.provider, context.notice);
    if (provider.tuning === undefined) {
      throw new AppError("not_available", `${job.provider} does not run fine-tuning jobs.`);
    }
    assertSameOrigin(job, origin);
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
      await uploadFiles(submission);
      return await createOnce(submission);
    } catch (error) {
      if (error instanceof AppError) recordFailure(submission, error);
      throw error;
    }
  };
}

function recordFailure({ store, lease, workspace, id }: Submission, error: AppError): void {
  if (error.code === "conflict") return;
  const { status } = store.get(id);
  if (status !== "preparing") return;
  const next = afterFailedSubmission(error.code);
  const finished = next === "failed" ? { finished_at: workspace.now() } : {};
  store.change(lease, id, { status: next, error_json: JSON.stringify(error.toBody()), ...finished });
}

async function uploadFiles(submission: Submission): Promise<void> {
  await upload(submission, "train", "train_path", "train_file_id", "train_sha256");
  await upload(submission, "validation", "val_path", "val_file_id", "val_sha256");
}

async function upload(
  { store, lease, id, tuning, signal, report }: Submission,
  purpose: "train" | "validation",
  pathColumn: "train_path" | "val_path",
  fileColumn: "train_file_id" | "val_file_id",
  hashColumn: "train_sha256" | "val_sha256",
): Promise<void> {
  const job = store.get(id);
  const path = job[pathColumn];
  if (path === null) return;
  const note = `${purpose === "train" ? "training" : "validation"} file ${basename(path)}`;
  let file: ProviderFile;
  const known = job[fileColumn];
  if (known === null) {
    const print = await fingerprint(path);
    report({ done: 0, total: print.bytes, unit: "bytes", note: `Uploading the ${note}` });
    file = await tuning.uploadFile({ ...print, purpose }, signal);
    store.change(lease, id, { [fileColumn]: file.id, [hashColumn]: print.sha256 } satisfies JobChange);
  } else {
    file = await tuning.retrieveFile(known, signal);
  }
  const since = Date.now();
  while (file.state === "processing") {
    report({ done: 0, total: null, unit: "checks", note: `The provider is checking the ${note}` });
    await sleep(nextLookDelay(Date.now() - since), signal);
    file = await tuning.retrieveFile(file.id, signal);
  }
  if (file.state === "refused") {
    throw new AppError("invalid_file", `The provider refused the ${note}: ${file.reason ?? "it gave no reason"}.`, {
      hint: "Mend the file, check it with `tunewright validate`, and create the job again.",
    });
  }
}

/** Creates the job at the provider exactly once, as far as any client can promise that. */
async function createOnce(submission: Submission): Promise<JobRow> {
  const { store, lease, id, tuning, workspace, patience, signal, report } = submission;
  const spec = specOf(store.get(id));
  for (;;) {
    const job = store.get(id);
    if (job.create_attempted_at !== null) {
      const found = await lookForJob(submission, spec);
      if (found !== null) return accept(submission, found);
      const settled = job.create_attempted_at + patience.timeoutMs + patience.settleMs;
      const left = settled - workspace.now();
      if (left > 0) {
        report({ done: 0, total: null, unit: "looks", note: "Looking whether the provider made the job" });
        await sleep(Math.min(left, nextLookDelay(workspace.now() - job.create_attempted_at)), signal);
        continue;
      }
    }
    if (job.cancel_requested_at !== null) {
      return store.change(lease, id, { status: "cancelled", finished_at: workspace.now() });
    }
    signal.throwIfAborted();
    store.change(lease, id, { create_attempted_at: workspace.now() });
    try {
      // Once it is on its way this call is not cut short: only its own time limit ends it.
      return accept(submission, await tuning.createJob(spec, AbortSignal.timeout(patience.timeoutMs)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (isDefiniteRefusal(error)) {
        store.change(lease, id, { create_attempted_at: null });
        throw error;
      }
      store.change(lease, id, { detail: `The provider's answer was lost: ${error.message}` });
    }
  }
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
      { hint: "Nothing is created again until the provider can be asked. Run any `jobs` command later.", cause: error },
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

function accept({ store, lease, id, workspace }: Submission, made: ProviderJob): JobRow {
  return store.change(lease, id, { provider_job_id: made.id, ...seenChange(store.get(id), made, workspace.now()) });
}
