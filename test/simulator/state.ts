/** A file that was uploaded. */
export interface SimulatedFile {
  id: string;
  provider: "openai" | "together";
  name: string;
  text: string;
  createdAt: number;
  /** Why the provider's own check refuses it; null where it does not. */
  problem: string | null;
  looks: number;
}

/** A job that was created. */
export interface SimulatedJob {
  id: string;
  provider: "openai" | "together";
  request: Record<string, unknown>;
  createdAt: number;
  stage: number;
  ended: "cancelled" | "failed" | null;
  failure: string | null;
  resultFile: string;
}

export const OPENAI_STAGES = ["validating_files", "queued", "running", "succeeded"] as const;
export const TOGETHER_STAGES = ["pending", "queued", "running", "compressing", "uploading", "completed"] as const;
export const STEPS = 150;
export const ORGANISATION = "org-simulated";

/** All that the simulator remembers, and the switches that tests set. */
export interface SimulatorState {
  key: string;
  files: SimulatedFile[];
  jobs: SimulatedJob[];
  models: { openai: string[]; together: string[] };
  /** Whether looking at a job takes it a stage further. */
  advanceOnRetrieve: boolean;
  /** Whether OpenAI's events carry metrics; without them only the result file does. */
  metricEvents: boolean;
  /** How the result file is encoded. */
  resultEncoding: "plain" | "base64";
  /** How often a Together file is PENDING before its check is done. */
  pendingLooks: number;
  nextJobFailure: string | null;
  nextFileProblem: string | null;
  reply: (question: string) => string;
  finishReason: "stop" | "length";
  /** How many pieces of a reply are sent a second; all at once where it is null. */
  piecesPerSecond: number | null;
  now: () => number;
}

/** Takes a job one stage further; one that ended stays as it is. */
export function advanceJob(job: SimulatedJob): void {
  if (job.ended !== null) return;
  const last = stagesOf(job).length - 1;
  if (job.failure !== null && stagesOf(job)[job.stage] === "running") job.ended = "failed";
  else job.stage = Math.min(last, job.stage + 1);
}

/** True where nothing more will happen to the job. */
export function hasEnded(job: SimulatedJob): boolean {
  return job.ended !== null || job.stage === stagesOf(job).length - 1;
}

/** The tuned model's name, once there is one. */
export function tunedModelOf(job: SimulatedJob): string | null {
  return job.ended === null && hasEnded(job) ? outputNameOf(job) : null;
}

/** The name the tuned model has or will have. */
export function outputNameOf({ id, provider, request }: SimulatedJob): string {
  const base = readText(request["model"]);
  const suffix = readText(request["suffix"]);
  if (provider === "openai") return `ft:${base}:${ORGANISATION}:${suffix}:${id.slice(-6)}`;
  return `simulated/${base.slice(base.indexOf("/") + 1)}-${suffix}-${id.slice(-6)}`;
}

function stagesOf({ provider }: SimulatedJob): readonly string[] {
  return provider === "openai" ? OPENAI_STAGES : TOGETHER_STAGES;
}

/** The value where it is a text, else an empty one. */
export function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
