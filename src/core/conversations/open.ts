import type Database from "better-sqlite3";
import type { Layout } from "./layout.ts";

/** A stranger's database, open for reading only; disposing closes it and removes a private copy. */
export interface OpenedSource extends Disposable {
  /** The file as it was asked for, absolute. */
  readonly path: string;
  readonly database: Database.Database;
  readonly layout: Layout;
}

/** Opens the file without changing it or its folder. Throws AppError with the reason where it cannot. */
export function openSource(path: string): OpenedSource {
  throw new Error(`not there yet: ${path}`);
}
