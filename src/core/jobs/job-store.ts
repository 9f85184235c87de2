import type { z } from "zod";
import type { Job, JobEvent, JobMetric, JobProvider, JobStatus, newJobSchema } from "../../shared/contract/jobs.ts";
import { AppError } from "../../shared/errors.ts";
import type { SqlValue, WritableDb } from "../workspace/handles.ts";
import type { Lease } from "../workspace/leases.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { mayBecome, UNDER_WAY } from "../../shared/job-life.ts";
import { showJob, showJobs } from "./show-job.ts";

/** A row of the ledger; times are UTC milliseconds. */
export interface JobRow {
  id: string;
  name: string;
  provider: JobProvider;
  model: string;
  config_json: string;
  train_path: string;
  val_path: string | null;
  status: JobStatus;
  detail: string | null;
  key_name: string | null;
  origin: string | null;
  account: string | null;
  train_sha256: string | null;
  val_sha256: string | null;
  train_file_id: string | null;
  val_file_id: string | null;
  create_attempted_at: number | null;
  cancel_requested_at: number | null;
  provider_job_id: string | null;
  fine_tuned_model: string | null;
  error_json: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  last_seen_at: number | null;
  next_look_at: number | null;
}

/** What may be written to a job after it was created. */
export type JobChange = Partial<
  Omit<JobRow, "id" | "name" | "provider" | "model" | "config_json" | "key_name" | "created_at">
>;

export type NewJob = z.output<typeof newJobSchema>;

/** The ledger of jobs. Every write of a running job is made under its lease. */
export interface JobStore {
  add(job: NewJob, trainPath: string, valPath: string | null): JobRow;
  /** Throws `not_found`. */
  get(id: string): JobRow;
  list(filter: { status: JobStatus | null; provider: JobProvider | null }): JobRow[];
  underWay(): JobRow[];
  /** A row as the contract shows it, with its data and how far it has come. */
  show(row: JobRow): Job;
  /** The same of many, in as many queries as of one. */
  showAll(rows: readonly JobRow[]): Job[];
  /** The job that its provider knows by this id. */
  ofProvider(provider: JobProvider, providerJobId: string): JobRow | undefined;
  /** Writes under the lease; a status that may not follow the present one is refused. */
  change(lease: Lease, id: string, change: JobChange): JobRow;
  requestCancel(id: string): void;
  keepEvents(lease: Lease, id: string, events: JobEvent[]): void;
  keepMetrics(lease: Lease, id: string, metrics: JobMetric[]): void;
  events(id: string): JobEvent[];
  metrics(id: string): JobMetric[];
  /** Removes our record; a job that may be running at its provider is refused with `conflict`. */
  remove(id: string): void;
}

function update(db: WritableDb, row: JobRow, change: JobChange): void {
  if (change.status !== undefined && !mayBecome(row.status, change.status)) {
    throw new AppError("conflict", `Job ${row.id} is ${row.status} and cannot become ${change.status}.`);
  }
  const columns = Object.entries(change) as [string, SqlValue][];
  const assignments = columns.map(([column]) => `${column} = ?`).join(", ");
  db.run(`UPDATE jobs SET ${assignments} WHERE id = ?`, ...columns.map(([, value]) => value), row.id);
}

/** Keeps jobs in the workspace; `changed` hears the id of every job that was written. */
export function createJobStore(workspace: Workspace, changed: (id: string) => void): JobStore {
  const { read } = workspace;

  const get = (id: string): JobRow => {
    const row = read.get<JobRow>("SELECT * FROM jobs WHERE id = ?", id);
    if (row !== undefined) return row;
    throw new AppError("not_found", `There is no job ${id}.`, { hint: "The list of jobs shows what there is." });
  };

  return {
    get,
    add(job, trainPath, valPath) {
      const id = workspace.newId("job");
      workspace.write((db) =>
        db.run(
          `INSERT INTO jobs (id, name, provider, model, config_json, train_path, val_path, key_name, status, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?)`,
          id,
          job.name,
          job.provider,
          job.model,
          JSON.stringify(job.config),
          trainPath,
          valPath,
          job.key,
          workspace.now(),
        ),
      );
      changed(id);
      return get(id);
    },
    list: ({ status, provider }) =>
      read.all<JobRow>(
        `SELECT * FROM jobs WHERE (? IS NULL OR status = ?) AND (? IS NULL OR provider = ?)
         ORDER BY created_at DESC, rowid DESC`,
        status,
        status,
        provider,
        provider,
      ),
    show: (row) => showJob(read, row),
    showAll: (rows) => showJobs(read, rows),
    underWay: () =>
      read.all<JobRow>(
        `SELECT * FROM jobs WHERE status IN (${UNDER_WAY.map(() => "?").join(", ")}) ORDER BY created_at, rowid`,
        ...UNDER_WAY,
      ),
    ofProvider: (provider, providerJobId) =>
      read.get<JobRow>("SELECT * FROM jobs WHERE provider = ? AND provider_job_id = ?", provider, providerJobId),
    change(lease, id, change) {
      workspace.write((db) => {
        lease.assertHeld(db);
        update(db, get(id), change);
      });
      changed(id);
      return get(id);
    },
    requestCancel(id) {
      workspace.write((db) => db.run("UPDATE jobs SET cancel_requested_at = ? WHERE id = ?", workspace.now(), id));
      changed(id);
    },
    keepEvents(lease, id, events) {
      workspace.write((db) => {
        lease.assertHeld(db);
        for (const event of events) {
          db.run(
            "INSERT OR IGNORE INTO job_events (job_id, id, created_at, level, type, message) VALUES (?, ?, ?, ?, ?, ?)",
            id,
            event.id,
            Date.parse(event.createdAt),
            event.level,
            event.type,
            event.message,
          );
        }
      });
      changed(id);
    },
    keepMetrics(lease, id, metrics) {
      workspace.write((db) => {
        lease.assertHeld(db);
        for (const metric of metrics) {
          db.run(
            `INSERT OR REPLACE INTO job_metrics
               (job_id, step, total_steps, train_loss, valid_loss, train_accuracy, valid_accuracy)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
            id,
            metric.step,
            metric.totalSteps,
            metric.trainLoss,
            metric.validLoss,
            metric.trainAccuracy,
            metric.validAccuracy,
          );
        }
      });
      changed(id);
    },
    events: (id) =>
      read
        .all<Omit<JobEvent, "createdAt"> & { created_at: number }>(
          "SELECT id, created_at, level, type, message FROM job_events WHERE job_id = ? ORDER BY created_at, id",
          get(id).id,
        )
        .map(({ created_at, ...event }) => ({ ...event, createdAt: new Date(created_at).toISOString() })),
    metrics: (id) =>
      read.all<JobMetric>(
        `SELECT step, total_steps AS totalSteps, train_loss AS trainLoss, valid_loss AS validLoss,
           train_accuracy AS trainAccuracy, valid_accuracy AS validAccuracy
         FROM job_metrics WHERE job_id = ? ORDER BY step`,
        get(id).id,
      ),
    remove(id) {
      workspace.write((db) => {
        const { status } = get(id);
        if (UNDER_WAY.includes(status)) {
          throw new AppError("conflict", `Job ${id} is ${status}: deleting its record would lose sight of it.`, {
            hint: "Cancel it first.",
          });
        }
        db.run("DELETE FROM jobs WHERE id = ?", id);
      });
      changed(id);
    },
  };
}
