import { basename } from "node:path";
import type { Progress } from "../../shared/contract/operations.ts";
import { AppError } from "../../shared/errors.ts";
import type { LocalFile, ProviderFile, Tuning } from "../providers/provider.ts";
import { sleep } from "../sleep.ts";
import { fingerprint } from "../training-data/fingerprint.ts";
import type { Lease } from "../workspace/leases.ts";
import type { JobChange, JobRow, JobStore } from "./job-store.ts";
import { nextLookDelay } from "./lifecycle.ts";

/** What uploading needs of a submission. */
export interface Uploading {
  store: JobStore;
  lease: Lease;
  id: string;
  tuning: Tuning;
  signal: AbortSignal;
  report: (progress: Progress) => void;
  /** Whether to wait for the provider's own check of a file. */
  patient: boolean;
}

const FILES = [
  { purpose: "train", word: "training", path: "train_path", file: "train_file_id", hash: "train_sha256" },
  { purpose: "validation", word: "validation", path: "val_path", file: "val_file_id", hash: "val_sha256" },
] as const;
type FileColumns = (typeof FILES)[number];

/**
 * Brings the job's files to the provider, where they are not there yet, and waits until they may be trained on.
 * False where the provider is still checking one and nobody waits for it; throws `invalid_file` where it refuses one.
 */
export async function uploadFiles(uploading: Uploading): Promise<boolean> {
  for (const columns of FILES) {
    if (!(await makeReady(uploading, columns))) return false;
  }
  return true;
}

/** Forgets files of which it is no longer certain that they are what this job shall learn from, and at this server. */
export async function forgetStaleFiles(
  { store, lease, id }: Pick<Uploading, "store" | "lease" | "id">,
  origin: string,
): Promise<void> {
  const job = store.get(id);
  for (const columns of FILES) {
    const path = job[columns.path];
    if (path === null || job[columns.file] === null) continue;
    const isSame = job.origin === origin && (await fingerprint(path)).sha256 === job[columns.hash];
    if (!isSame) store.change(lease, id, { [columns.file]: null, [columns.hash]: null } satisfies JobChange);
  }
}

async function makeReady(uploading: Uploading, columns: FileColumns): Promise<boolean> {
  const { store, id, tuning, signal, report, patient } = uploading;
  const job = store.get(id);
  const path = job[columns.path];
  if (path === null) return true;
  const note = `${columns.word} file ${basename(path)}`;
  let file = (await findUploaded(uploading, job, columns)) ?? (await upload(uploading, columns, path, note));
  const since = Date.now();
  while (file.state === "processing") {
    if (!patient) return false;
    report({ done: 0, total: null, unit: "checks", note: `The provider is checking the ${note}` });
    await sleep(nextLookDelay(Date.now() - since), signal);
    file = await tuning.retrieveFile(file.id, signal);
  }
  if (file.state === "ready") return true;
  throw new AppError("invalid_file", `The provider refused the ${note}: ${file.reason ?? "it gave no reason"}.`, {
    hint: "Mend the file, validate it and create the job again.",
  });
}

/** The file of an earlier run; null where there is none, or the provider has it no more. */
async function findUploaded(
  { tuning, signal }: Uploading,
  job: JobRow,
  columns: FileColumns,
): Promise<ProviderFile | null> {
  const known = job[columns.file];
  if (known === null) return null;
  try {
    return await tuning.retrieveFile(known, signal);
  } catch (error) {
    const isGone = error instanceof AppError && (error.code === "not_found" || error.code === "wrong_account");
    // Once the job may have been created, its files are the ones that it was created with.
    if (isGone && job.create_attempted_at === null) return null;
    throw error;
  }
}

async function upload(
  { store, lease, id, tuning, signal, report }: Uploading,
  { purpose, file: fileColumn, hash }: FileColumns,
  path: string,
  note: string,
): Promise<ProviderFile> {
  const print = await fingerprint(path);
  const local: LocalFile = { ...print, purpose };
  report({ done: 0, total: local.bytes, unit: "bytes", note: `Uploading the ${note}` });
  const file = await tuning.uploadFile(local, signal);
  store.change(lease, id, { [fileColumn]: file.id, [hash]: local.sha256 } satisfies JobChange);
  return file;
}
