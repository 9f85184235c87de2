import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import type { Artifact } from "../../shared/contract/files.ts";
import type { JobMetric } from "../../shared/contract/jobs.ts";
import type { Caller } from "../../shared/envelope.ts";
import type { Sources } from "../sources.ts";
import type { TaskRunner } from "../tasks/runner.ts";
import { assertReadableFile } from "./readable-file.ts";

/** Something that leaves the data folder. `open` gives its bytes, once a call. */
export interface Delivery {
  /** The bare name it is offered under. */
  name: string;
  bytes: number;
  open(): Readable;
}

export interface ArtifactDependencies {
  sources: Sources;
  tasks: TaskRunner;
  metricsOf: (jobId: string) => JobMetric[];
}

const SHOW_DEADLINE_MS = 60_000;
/** So many characters of a file's name and of an id are in the name that a conversation is offered under. */
const MOST_OF_A_PART = 80;

/** Finds what an artifact names and makes it ready; throws `not_found` where it is gone. */
export async function prepareDelivery(
  artifact: Artifact,
  caller: Caller,
  { sources, tasks, metricsOf }: ArtifactDependencies,
): Promise<Delivery> {
  switch (artifact.kind) {
    case "dataset-file":
      return fileDelivery(sources.toRead({ datasetId: artifact.datasetId, role: artifact.role }, caller));
    case "job-metrics":
      return textDelivery(`${artifact.jobId}-metrics.csv`, metricsCsv(metricsOf(artifact.jobId)));
    case "conversation": {
      const path = sources.toRead(artifact.source, caller);
      const shown = await tasks.run("show", { path, id: artifact.id }, { deadlineMs: SHOW_DEADLINE_MS });
      return textDelivery(conversationName(path, shown.id), `${JSON.stringify(shown, null, 2)}\n`);
    }
    default:
      return artifact satisfies never;
  }
}

/** A foreign id may be of any length and hold anything. */
function conversationName(path: string, id: string): string {
  const name = `${basename(path).slice(0, MOST_OF_A_PART)}-${id.slice(0, MOST_OF_A_PART)}.json`;
  return name.replaceAll(/[^\w.-]/g, "_");
}

function fileDelivery(path: string): Delivery {
  const { size } = assertReadableFile(path, "It was moved or deleted: make the dataset again.");
  return { name: basename(path), bytes: size, open: () => createReadStream(path) };
}

function textDelivery(name: string, text: string): Delivery {
  const content = Buffer.from(text, "utf8");
  return { name, bytes: content.length, open: () => Readable.from([content]) };
}

const COLUMNS = ["step", "totalSteps", "trainLoss", "validLoss", "trainAccuracy", "validAccuracy"] as const;

/** The loss curve as CSV: numbers only, so that nothing has to be quoted; empty where there is no value. */
export function metricsCsv(metrics: readonly JobMetric[]): string {
  const rows = metrics.map((metric) => COLUMNS.map((column) => metric[column] ?? "").join(","));
  return [COLUMNS.join(","), ...rows].map((row) => `${row}\n`).join("");
}
