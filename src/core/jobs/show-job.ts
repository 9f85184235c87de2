import type { Job, JobConfig } from "../../shared/contract/jobs.ts";
import type { ErrorBody } from "../../shared/errors.ts";
import type { ReadableDb } from "../workspace/handles.ts";
import type { JobRow } from "./job-store.ts";

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/**
 * The dataset whose file the job learns from: the one with the same content once that is known, until then the newest
 * that was written to its path. `examples` are those of the file.
 */
function datasetOf(db: ReadableDb, { train_path, train_sha256 }: JobRow): Job["dataset"] {
  const [column, value] = train_sha256 === null ? ["path", train_path] : ["sha256", train_sha256];
  const found = db.get<{ id: string; examples: number }>(
    `SELECT file.dataset_id AS id, file.examples FROM dataset_files AS file JOIN datasets ON datasets.id = file.dataset_id
     WHERE file.${column} = ? ORDER BY file.path = ? DESC, datasets.created_at DESC LIMIT 1`,
    value,
    train_path,
  );
  return found ?? null;
}

function progressOf(db: ReadableDb, { id }: JobRow): Job["progress"] {
  const newest = db.get<{ step: number; totalSteps: number | null }>(
    "SELECT step, total_steps AS totalSteps FROM job_metrics WHERE job_id = ? ORDER BY step DESC LIMIT 1",
    id,
  );
  return newest ?? null;
}

/** A row of the ledger as the contract shows it. */
export function showJob(db: ReadableDb, row: JobRow): Job {
  return {
    id: row.id,
    name: row.name,
    provider: row.provider,
    model: row.model,
    status: row.status,
    detail: row.detail,
    providerJobId: row.provider_job_id,
    fineTunedModel: row.fine_tuned_model,
    trainFile: row.train_path,
    valFile: row.val_path,
    dataset: datasetOf(db, row),
    progress: progressOf(db, row),
    config: JSON.parse(row.config_json) as JobConfig,
    key: row.key_name,
    account: row.account,
    createdAt: new Date(row.created_at).toISOString(),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
    lastSeenAt: iso(row.last_seen_at),
    error: row.error_json === null ? null : (JSON.parse(row.error_json) as ErrorBody),
  };
}
