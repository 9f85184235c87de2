import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach } from "vitest";
import { recipeSchema } from "../../shared/contract/training-data.ts";
import type { PrepareResult, PrepareTask, ResolvedRecipe } from "../tasks/contract.ts";
import { prepare } from "./prepare.ts";

/** One row of messages: conversation, index, role, content. */
export type Row = [conversation: string, index: number, role: string, content: string];

export interface TaskOptions extends Partial<Omit<PrepareTask, "recipe">> {
  recipe?: Partial<ResolvedRecipe>;
}

/** A folder for one test, removed after it, with what preparing needs. */
export interface Desk {
  readonly folder: string;
  /** Makes a conversation database in the folder and returns its path. */
  database(name: string, rows: Row[], heads?: string[]): string;
  task(sources: string[], options?: TaskOptions): PrepareTask;
  run(sources: string[], options?: TaskOptions): Promise<PrepareResult>;
  read(name: string): string;
  /** The names of the questions in a training file, in order. */
  questions(name: string): string[];
}

/** A desk that is new for each test of the file. */
export function useDesk(): Desk {
  let folder = "";
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "tunewright-prepare-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const desk: Desk = {
    get folder() {
      return folder;
    },
    database: (name, rows, heads) =>
      makeDatabase(join(folder, name), rows, heads ?? [...new Set(rows.map(([id]) => id))]),
    task: (sources, { recipe, ...more } = {}) => ({
      sources,
      out: join(folder, "train.jsonl"),
      validationOut: null,
      recipe: { ...recipeSchema.parse({}), systemPrompt: { kind: "keep" }, ...recipe },
      partialSuffix: ".partial",
      ...more,
    }),
    run: (sources, options) => prepare(desk.task(sources, options), () => {}),
    read: (name) => readFileSync(join(folder, name), "utf8"),
    questions: (name) => [...desk.read(name).matchAll(/Question (\w+)"/g)].flatMap(([, id]) => id ?? []),
  };
  return desk;
}

function makeDatabase(path: string, rows: Row[], heads: string[]): string {
  const db = new DatabaseSync(path);
  db.exec(`
    CREATE TABLE conversations (id TEXT PRIMARY KEY, created_at TEXT, name TEXT, system_prompt_name TEXT,
      system_prompt TEXT, model TEXT, summary TEXT);
    CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id TEXT, message_index INTEGER,
      role TEXT, content TEXT);
    BEGIN`);
  const head = db.prepare("INSERT INTO conversations (id, created_at, system_prompt, model) VALUES (?, ?, ?, ?)");
  for (const id of heads) head.run(id, "2026-01-01T00:00:00", "Be brief.", "model-a");
  const insert = db.prepare("INSERT INTO messages (conversation_id, message_index, role, content) VALUES (?, ?, ?, ?)");
  for (const row of rows) insert.run(...row);
  db.exec("COMMIT");
  db.close();
  return path;
}

/** A question and its answer. */
export const talk = (id: string, question = `Question ${id}`, reply = `Answer ${id}.`): Row[] => [
  [id, 0, "user", question],
  [id, 1, "assistant", reply],
];
/** Talks with the ids c<from>, c<from+1>, … */
export const talks = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => talk(`c${from + i}`)).flat();

/** The SHA-256 of a file, in hexadecimal. */
export const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
