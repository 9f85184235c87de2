CREATE TABLE dataset_files (
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('train', 'validation')),
  path TEXT NOT NULL,
  examples INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  tokens INTEGER,
  PRIMARY KEY (dataset_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE dataset_sources (
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (dataset_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE datasets (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  recipe_json TEXT NOT NULL,
  report_json TEXT NOT NULL
) STRICT;

CREATE TABLE job_events (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  level TEXT NOT NULL,
  type TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (job_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_metrics (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  total_steps INTEGER,
  train_loss REAL,
  valid_loss REAL,
  train_accuracy REAL,
  valid_accuracy REAL,
  PRIMARY KEY (job_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  config_json TEXT NOT NULL,
  train_path TEXT NOT NULL,
  val_path TEXT,
  status TEXT NOT NULL CHECK (status IN
    ('pending', 'preparing', 'queued', 'running', 'paused', 'completed', 'failed', 'cancelled')),
  detail TEXT,
  -- The key it runs with; null is the provider's own.
  key_name TEXT,
  -- Where the job's key may be sent and whose it is: a job is followed where it was made.
  origin TEXT,
  account TEXT,
  train_sha256 TEXT,
  val_sha256 TEXT,
  train_file_id TEXT,
  val_file_id TEXT,
  -- Written before the call that creates the job: a crash after it is resolved by looking, not by calling again.
  create_attempted_at INTEGER,
  cancel_requested_at INTEGER,
  provider_job_id TEXT,
  fine_tuned_model TEXT,
  error_json TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  last_seen_at INTEGER,
  next_look_at INTEGER
) STRICT;

CREATE TABLE key_records (
  name TEXT PRIMARY KEY,
  last_four TEXT NOT NULL,
  account TEXT,
  tested_at INTEGER NOT NULL
) STRICT;

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  boot TEXT NOT NULL,
  process INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  heartbeat_at INTEGER NOT NULL
) STRICT;

CREATE TABLE personas (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  system_prompt_hash TEXT NOT NULL,
  traits_json TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (name, version)
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value_json TEXT NOT NULL
) STRICT;

CREATE TABLE sources (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  added_at INTEGER NOT NULL
, opened_at INTEGER NOT NULL DEFAULT 0, is_listed INTEGER NOT NULL DEFAULT 1 CHECK (is_listed IN (0, 1))) STRICT;

CREATE INDEX dataset_files_by_path ON dataset_files (path);

CREATE INDEX dataset_files_by_sha256 ON dataset_files (sha256);

CREATE UNIQUE INDEX jobs_by_provider_job ON jobs (provider, provider_job_id) WHERE provider_job_id IS NOT NULL;

CREATE INDEX jobs_by_status ON jobs (status);
