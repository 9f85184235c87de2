import type { Job, JobConfig } from "../../shared/contract/jobs.ts";
import type { ErrorBody } from "../../shared/errors.ts";
import type { ReadableDb } from "../workspace/handles.ts";
import type { JobRow } from "./job-store.ts";

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

interface Surroundings {
  dataset: Job["dataset"];
  progress: Job["progress"];
}

/**
 * The dataset whose file each job learns from: the one with the same content once that is known, until then the newest
 * that was written to its path. `examples` are those of the file.
 */
const DATASETS = `
  SELECT job.id AS jobId, file.dataset_id AS id, file.examples
  FROM json_each(?) AS wanted
    JOIN jobs AS job ON job.id = wanted.value
    JOIN dataset_files AS file ON (file.dataset_id, file.role) = (
      SELECT candidate.dataset_id, candidate.role
      FROM dataset_files AS candidate JOIN datasets ON datasets.id = candidate.dataset_id
      WHERE candidate.sha256 = job.train_sha256 OR (job.train_sha256 IS NULL AND candidate.path = job.train_path)
      ORDER BY candidate.path = job.train_path DESC, datasets.created_at DESC, datasets.rowid DESC LIMIT 1)`;

const PROGRESS = `
  SELECT metric.job_id AS jobId, metric.step, metric.total_steps AS totalSteps
  FROM json_each(?) AS wanted JOIN job_metrics AS metric ON metric.job_id = wanted.value
    AND metric.step = (SELECT max(step) FROM job_metrics WHERE job_id = wanted.value)`;

/** Rows of the ledger as the contract shows them, in two queries however many they are. */
export function showJobs(db: ReadableDb, rows: readonly JobRow[]): Job[] {
  const ids = JSON.stringify(rows.map(({ id }) => id));
  const datasets = byJob(db.all<{ jobId: string; id: string; examples: number }>(DATASETS, ids));
  const progress = byJob(db.all<{ jobId: string; step: number; totalSteps: number | null }>(PROGRESS, ids));
  return rows.map((row) =>
    describe(row, { dataset: datasets.get(row.id) ?? null, progress: progress.get(row.id) ?? null }),
  );
}

/** One of them. */
export function showJob(db: ReadableDb, row: JobRow): Job {
  const [job] = showJobs(db, [row]);
  if (job === undefined) throw new Error("as many jobs are shown as there are rows");
  return job;
}

function byJob<T>(found: readonly (T & { jobId: string })[]): Map<string, Omit<T, "jobId">> {
  return new Map(found.map(({ jobId, ...rest }) => [jobId, rest]));
}

function describe(row: JobRow, { dataset, progress }: Surroundings): Job {
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
    dataset,
    progress,
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
