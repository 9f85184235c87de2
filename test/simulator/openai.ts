import type OpenAI from "openai";
import type { Answer } from "./faults.ts";
import { errorAnswer } from "./faults.ts";
import type { RecordedRequest } from "./requests.ts";
import type { SimulatedFile, SimulatedJob, SimulatorState } from "./state.ts";
import { advanceJob, hasEnded, OPENAI_STAGES, ORGANISATION, STEPS, readText, tunedModelOf } from "./state.ts";

/** OpenAI's answer to a request that is not a chat; null where there is no such route. */
export function answerOpenAI(request: RecordedRequest, state: SimulatorState): Answer | null {
  const url = new URL(request.path, "http://simulator");
  const line = `${request.method} ${url.pathname}`;
  const [, id = "", rest = ""] = /^\/v1\/(?:fine_tuning\/jobs|files)\/([^/]+)(\/\w+)?$/.exec(url.pathname) ?? [];
  if (line === "GET /v1/models") return listModels(state);
  if (line === "POST /v1/files") return createFile(request, state);
  if (url.pathname.startsWith("/v1/files/")) return answerFile(decodeURIComponent(id), rest, state);
  if (line === "POST /v1/fine_tuning/jobs") return createJob(request, state);
  if (line === "GET /v1/fine_tuning/jobs") return listJobs(url.searchParams, state);
  if (!url.pathname.startsWith("/v1/fine_tuning/jobs/")) return null;

  const job = state.jobs.find((one) => one.provider === "openai" && one.id === decodeURIComponent(id));
  if (job === undefined) return errorAnswer(404, `Could not find fine tune: ${id}`, "fine_tune_not_found");
  if (request.method === "POST" && rest === "/cancel") return cancelJob(job);
  if (rest === "/events") return page(eventsOf(job, state), url.searchParams);
  if (state.advanceOnRetrieve) advanceJob(job);
  return { status: 200, body: describeJob(job) };
}

function listModels(state: SimulatorState): Answer {
  const tuned = state.jobs.filter(({ provider }) => provider === "openai").flatMap((job) => tunedModelOf(job) ?? []);
  const data = [...state.models.openai, ...tuned].map(
    (id) =>
      ({
        id,
        object: "model",
        created: 1_715_367_049,
        owned_by: "system",
        shutdown_date: id.startsWith("gpt-4o") ? "2027-01-14" : null,
      }) satisfies OpenAI.Model,
  );
  return {
    status: 200,
    body: { object: "list", data },
    headers: { "openai-organization": ORGANISATION, "openai-project": "proj_simulated" },
  };
}

function createFile(request: RecordedRequest, state: SimulatorState): Answer {
  const part = request.parts.find(({ name }) => name === "file");
  const purpose = request.parts.find(({ name }) => name === "purpose")?.text;
  if (part === undefined || purpose !== "fine-tune")
    return errorAnswer(400, "'file' is a required property", null, "file");
  if (state.nextFileProblem !== null) {
    const problem = state.nextFileProblem;
    state.nextFileProblem = null;
    return errorAnswer(400, problem, "invalid_file_format", "file");
  }
  const file: SimulatedFile = {
    id: `file-${String(state.files.length + 1).padStart(22, "S")}`,
    provider: "openai",
    name: part.filename ?? "",
    text: part.text,
    createdAt: state.now(),
    problem: null,
    looks: 0,
  };
  state.files.push(file);
  return { status: 200, body: describeFile(file) };
}

function answerFile(id: string, rest: string, state: SimulatorState): Answer {
  const job = state.jobs.find(({ resultFile }) => resultFile === id);
  if (job !== undefined && rest === "/content") {
    const table = resultTable();
    const body = state.resultEncoding === "plain" ? table : Buffer.from(table).toString("base64");
    return { status: 200, body, headers: { "content-type": "application/octet-stream" } };
  }
  const file = state.files.find((one) => one.id === id && one.provider === "openai");
  return file === undefined
    ? errorAnswer(404, `No such File object: ${id}`, null, "id")
    : { status: 200, body: describeFile(file) };
}

function createJob(request: RecordedRequest, state: SimulatorState): Answer {
  const body = readObject(request.body);
  if (!state.models.openai.includes(readText(body["model"]))) {
    return errorAnswer(
      400,
      `Model ${readText(body["model"])} is not available for fine-tuning or does not exist.`,
      "model_not_available",
      "model",
    );
  }
  for (const field of ["training_file", "validation_file"]) {
    const known =
      body[field] === undefined || state.files.some((file) => file.id === body[field] && file.provider === "openai");
    if (!known)
      return errorAnswer(400, `invalid ${field}: ${String(body[field])} does not exist`, `invalid_${field}`, field);
  }
  const number = state.jobs.length + 1;
  const job: SimulatedJob = {
    id: `ftjob-${String(number).padStart(24, "S")}`,
    provider: "openai",
    request: body,
    createdAt: state.now(),
    stage: 0,
    ended: null,
    failure: state.nextJobFailure,
    resultFile: `file-result${String(number).padStart(18, "S")}`,
  };
  state.nextJobFailure = null;
  state.jobs.push(job);
  return { status: 200, body: describeJob(job) };
}

function cancelJob(job: SimulatedJob): Answer {
  if (hasEnded(job)) return errorAnswer(400, "Job has already completed", "invalid_request");
  job.ended = "cancelled";
  return { status: 200, body: describeJob(job) };
}

function listJobs(query: URLSearchParams, state: SimulatorState): Answer {
  const wanted = [...query].flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [{ key, value }];
  });
  const jobs = state.jobs
    .filter(({ provider }) => provider === "openai")
    .map(describeJob)
    .filter((job) => wanted.every(({ key, value }) => job.metadata?.[key] === value));
  return page(jobs.toReversed(), query);
}

function describeFile(file: SimulatedFile): OpenAI.FileObject {
  return {
    id: file.id,
    object: "file",
    bytes: Buffer.byteLength(file.text),
    created_at: file.createdAt,
    filename: file.name,
    purpose: "fine-tune",
    status: "processed",
  } satisfies OpenAI.FileObject;
}

function describeJob(job: SimulatedJob): OpenAI.FineTuning.FineTuningJob {
  const { request } = job;
  return {
    id: job.id,
    object: "fine_tuning.job",
    created_at: job.createdAt,
    finished_at: hasEnded(job) ? job.createdAt + 600 : null,
    error: job.ended === "failed" ? { code: "server_error", message: job.failure ?? "", param: null } : null,
    fine_tuned_model: tunedModelOf(job),
    hyperparameters: {},
    model: readText(request["model"]),
    organization_id: ORGANISATION,
    result_files: tunedModelOf(job) === null ? [] : [job.resultFile],
    seed: typeof request["seed"] === "number" ? request["seed"] : 42,
    status: job.ended ?? OPENAI_STAGES[job.stage] ?? "succeeded",
    trained_tokens: null,
    training_file: readText(request["training_file"]),
    validation_file: request["validation_file"] === undefined ? null : readText(request["validation_file"]),
    metadata: Object.fromEntries(
      Object.entries(readObject(request["metadata"])).map(([name, value]) => [name, String(value)]),
    ),
  } satisfies OpenAI.FineTuning.FineTuningJob;
}

/** Newest first, as the provider tells them. */
function eventsOf(job: SimulatedJob, state: SimulatorState): OpenAI.FineTuning.FineTuningJobEvent[] {
  const message = (index: number, text: string, level: "info" | "warn" | "error" = "info") =>
    ({
      id: `ftevent-${job.id.slice(-4)}-${index}`,
      object: "fine_tuning.job.event",
      created_at: job.createdAt + index,
      level,
      message: text,
      type: "message",
    }) satisfies OpenAI.FineTuning.FineTuningJobEvent;
  const running = OPENAI_STAGES.indexOf("running");
  const steps = job.stage < running || !state.metricEvents ? 0 : job.stage > running ? STEPS : STEPS / 2;
  const metrics = Array.from({ length: steps }, (_, index) => ({
    ...message(index + 2, `Step ${index + 1}/${STEPS}: training loss=${(3 / (index + 1)).toFixed(2)}`),
    type: "metrics" as const,
    data: {
      step: index + 1,
      total_steps: STEPS,
      train_loss: 3 / (index + 1),
      train_mean_token_accuracy: 0.5,
      ...((index + 1) % 50 === 0 ? { full_valid_loss: 1.5, full_valid_mean_token_accuracy: 0.75 } : {}),
    },
  }));
  return [
    message(0, `Created fine-tuning job: ${job.id}`),
    message(1, "Validating training file", "warn"),
    ...metrics,
    ...(job.ended === "failed" ? [message(STEPS + 2, `The job failed: ${job.failure}`, "error")] : []),
  ].toReversed();
}

function resultTable(): string {
  const rows = Array.from(
    { length: 3 },
    (_, index) => `${index + 1},${2 - index / 2},0.5,${index === 2 ? "1.25,0.625" : ","}`,
  );
  return ["step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy", ...rows].join("\n");
}

function page<T extends { id: string }>(all: T[], query: URLSearchParams): Answer {
  const limit = Number(query.get("limit") ?? 20);
  const after = query.get("after");
  const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const data = all.slice(start, start + limit);
  return { status: 200, body: { object: "list", data, has_more: start + limit < all.length } };
}

/** The value as an object, or an empty one. */
export function readObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
