-- When a source was last opened, which orders the list, and whether it is listed: a forgotten one keeps its id.
ALTER TABLE sources ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 1 CHECK (is_listed IN (0, 1));

-- Jobs are shown with the dataset whose training file they use.
CREATE INDEX dataset_files_by_path ON dataset_files (path);
