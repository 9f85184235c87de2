import type { OpenedSource } from "../../../shared/contract/files.ts";
import type { RouteResult } from "../../../shared/contract/index.ts";
import type { Source } from "../../../shared/contract/route.ts";
import { baseName, counted, formatBytes, formatRelative } from "../../ui/format.ts";

type DatasetSummary = RouteResult<"datasets.list">["datasets"][number];

/** A file that a job may train on or be validated with; `value` names it in the form. */
export interface FileChoice {
  value: string;
  label: string;
  note: string;
  path: string;
  examples: number | null;
  datasetId: string | null;
  role: "train" | "validation" | null;
}

const DATASET = /^dataset:(?<id>[^:]+):(?<role>train|validation)$/;
const OPENED = /^source:(?<id>.+)$/;

/** The source that a value of the form stands for; null where nothing was chosen. */
export function sourceOf(value: string): Source | null {
  const dataset = DATASET.exec(value)?.groups;
  if (dataset?.["id"] !== undefined) {
    return { datasetId: dataset["id"], role: dataset["role"] === "train" ? "train" : "validation" };
  }
  const sourceId = OPENED.exec(value)?.groups?.["id"];
  return sourceId === undefined ? null : { sourceId };
}

function ofDataset({ id, createdAt, files }: DatasetSummary): FileChoice[] {
  return files.map(({ path, role, examples }) => ({
    value: `dataset:${id}:${role}`,
    label: `${baseName(path)} · ${counted(examples, "example")}`,
    note: `${role === "train" ? "training" : "validation"} data made ${formatRelative(createdAt)}`,
    path,
    examples,
    datasetId: id,
    role,
  }));
}

/** The value of a file that was opened; null where it is of another kind. */
export function choiceOfOpened({ id, name }: Pick<OpenedSource, "id" | "name">): string | null {
  return /\.jsonl$/i.test(name) ? `source:${id}` : null;
}

function ofSource(source: OpenedSource): FileChoice[] {
  const { name, path, bytes, openedAt } = source;
  const value = choiceOfOpened(source);
  if (bytes === null || value === null) return [];
  return [
    {
      value,
      label: `${name} · ${formatBytes(bytes)}`,
      note: `opened ${formatRelative(openedAt)}`,
      path,
      examples: null,
      datasetId: null,
      role: null,
    },
  ];
}

/** Every file that can be chosen: those of datasets, newest first, then opened JSONL files. */
export function fileChoices(datasets: readonly DatasetSummary[], sources: readonly OpenedSource[]): FileChoice[] {
  const made = datasets.flatMap(ofDataset);
  const paths = new Set(made.map(({ path }) => path));
  return [...made, ...sources.flatMap(ofSource).filter(({ path }) => !paths.has(path))];
}
