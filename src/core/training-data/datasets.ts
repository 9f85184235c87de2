import {
  type Dataset,
  type DatasetFile,
  type Preparation,
  type Recipe,
  recipeSchema,
} from "../../shared/contract/training-data.ts";
import { AppError } from "../../shared/errors.ts";
import type { PrepareResult } from "../tasks/contract.ts";
import type { Workspace } from "../workspace/workspace.ts";

interface DatasetRow {
  id: string;
  created_at: number;
  recipe_json: string;
  report_json: string;
}

/** What the report of a dataset says beyond its files and sources. */
type Report = Pick<Preparation, "examples" | "conversationsRead" | "skipped" | "shortened">;

/** The record of every dataset that was made: recipe, sources, report and files. */
export interface Datasets {
  /** Records what was made under an id that is new. */
  record(id: string, recipe: Recipe, result: PrepareResult): void;
  list(): Dataset[];
  /** Throws `not_found`. */
  show(id: string): Dataset;
}

/** Keeps datasets in the workspace. */
export function createDatasets(workspace: Workspace): Datasets {
  const read = (row: DatasetRow): Dataset => ({
    id: row.id,
    createdAt: new Date(row.created_at).toISOString(),
    // One that an earlier version kept says nothing of what it did not know.
    recipe: { ...recipeSchema.parse({}), ...(JSON.parse(row.recipe_json) as Recipe) },
    ...(JSON.parse(row.report_json) as Report),
    sources: workspace.read.all<Dataset["sources"][number]>(
      "SELECT path, bytes, sha256 FROM dataset_sources WHERE dataset_id = ? ORDER BY position",
      row.id,
    ),
    files: workspace.read.all<DatasetFile>(
      "SELECT path, role, examples, bytes, sha256, tokens FROM dataset_files WHERE dataset_id = ? ORDER BY role",
      row.id,
    ),
  });
  return {
    record(id, recipe, { files, sources, examples, conversationsRead, skipped, shortened }) {
      const report: Report = { examples, conversationsRead, skipped, shortened };
      workspace.write((db) => {
        db.run(
          "INSERT INTO datasets (id, created_at, recipe_json, report_json) VALUES (?, ?, ?, ?)",
          id,
          workspace.now(),
          JSON.stringify(recipe),
          JSON.stringify(report),
        );
        for (const [position, source] of sources.entries()) {
          db.run(
            "INSERT INTO dataset_sources (dataset_id, position, path, bytes, sha256) VALUES (?, ?, ?, ?, ?)",
            id,
            position,
            source.path,
            source.bytes,
            source.sha256,
          );
        }
        for (const file of files) {
          db.run(
            `INSERT INTO dataset_files (dataset_id, role, path, examples, bytes, sha256, tokens)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
            id,
            file.role,
            file.path,
            file.examples,
            file.bytes,
            file.sha256,
            file.tokens,
          );
        }
      });
    },
    list: () => workspace.read.all<DatasetRow>("SELECT * FROM datasets ORDER BY created_at DESC, rowid DESC").map(read),
    show(id) {
      const rows = workspace.read.all<DatasetRow>("SELECT * FROM datasets WHERE id = ?", id);
      const row = rows[0];
      if (row !== undefined) return read(row);
      throw new AppError("not_found", `There is no dataset ${id}.`, {
        hint: "The list of datasets shows what there is.",
      });
    },
  };
}
