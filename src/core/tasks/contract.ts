import type { Conversation, ConversationPage, Inspection } from "../../shared/contract/conversations.ts";
import type { Progress } from "../../shared/contract/operations.ts";
import type {
  DatasetFile,
  Preparation,
  Preview,
  PreviewView,
  Recipe,
  TuningProvider,
  Validation,
} from "../../shared/contract/training-data.ts";
import type { ErrorBody } from "../../shared/errors.ts";

/** A recipe whose persona has been looked up: the child knows no workspace. */
export type ResolvedRecipe = Omit<Recipe, "systemPrompt"> & {
  systemPrompt: { kind: "keep" } | { kind: "replace"; text: string } | { kind: "remove" };
};

/** What preparing needs to know; `partialSuffix` ends the names under which files are written until they are whole. */
export interface PrepareTask {
  sources: string[];
  out: string;
  validationOut: string | null;
  recipe: ResolvedRecipe;
  partialSuffix: string;
}

export interface PrepareResult extends Omit<Preparation, "datasetId" | "files"> {
  files: DatasetFile[];
  sources: { path: string; bytes: number; sha256: string }[];
}

/** What to look at before anything is written. */
export interface PreviewTask {
  sources: string[];
  recipe: ResolvedRecipe;
  view: PreviewView;
  offset: number;
  limit: number;
}

/** A page of conversations; a facet of null lets all through. */
export interface ListTask {
  path: string;
  search?: string | undefined;
  model?: string | null | undefined;
  systemPromptName?: string | null | undefined;
  limit: number;
  offset: number;
}

export interface ValidateTask {
  path: string;
  validationPath: string | null;
  provider: TuningProvider;
  model: string | null;
  /** For the price; some are assumed where they are absent. */
  epochs?: number | undefined;
}

/** Everything the child can be asked to do: plain JSON in, plain JSON out, paths absolute. */
export interface Tasks {
  inspect: { input: { path: string }; output: Inspection };
  list: { input: ListTask; output: ConversationPage };
  show: { input: { path: string; id: string }; output: Conversation };
  prepare: { input: PrepareTask; output: PrepareResult };
  preview: { input: PreviewTask; output: Preview };
  validate: { input: ValidateTask; output: Validation };
}
export type TaskName = keyof Tasks;

/** The child's side of a task. It may throw AppError; `report` may be called as often as one likes. */
export type TaskHandler<T extends TaskName> = (
  input: Tasks[T]["input"],
  report: (progress: Progress) => void,
) => Tasks[T]["output"] | Promise<Tasks[T]["output"]>;

export type TaskHandlers = { [T in TaskName]: TaskHandler<T> };

/** What the core sends: one task a message. */
export interface TaskRequest {
  id: number;
  task: TaskName;
  input: unknown;
}

/** What the child answers: any number of progress messages, then one end. */
export type TaskMessage =
  | { id: number; kind: "progress"; progress: Progress }
  | { id: number; kind: "done"; output: unknown }
  | { id: number; kind: "failed"; error: ErrorBody };
