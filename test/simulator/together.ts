import type Together from "together-ai";
import type { Answer } from "./faults.ts";
import { errorAnswer } from "./faults.ts";
import { readObject } from "./openai.ts";
import type { RecordedRequest } from "./requests.ts";
import type { SimulatedFile, SimulatedJob, SimulatorState } from "./state.ts";
import { advanceJob, hasEnded, outputNameOf, STEPS, TOGETHER_STAGES, readText, tunedModelOf } from "./state.ts";

/** Together's answer to a request that is not a chat; null where there is no such route. */
export function answerTogether(request: RecordedRequest, state: SimulatorState): Answer | null {
  const { pathname } = new URL(request.path, "http://simulator");
  const line = `${request.method} ${pathname}`;
  const [, id = "", rest = ""] = /^\/v1\/(?:fine-tunes|files)\/([^/]+)(\/\w+)?$/.exec(pathname) ?? [];
  if (line === "GET /v1/models") return listModels(state);
  if (line === "GET /v1/whoami") return whoami();
  if (line === "POST /v1/files/upload") return createFile(request, state);
  if (pathname.startsWith("/v1/files/")) return answerFile(decodeURIComponent(id), state);
  if (line === "POST /v1/fine-tunes") return createJob(request, state);
  if (line === "GET /v1/fine-tunes") {
    const jobs = state.jobs.filter(({ provider }) => provider === "together");
    return { status: 200, body: { data: jobs.map(describeListed) } satisfies Together.FineTuningListResponse };
  }
  if (!pathname.startsWith("/v1/fine-tunes/")) return null;

  const job = state.jobs.find((one) => one.provider === "together" && one.id === decodeURIComponent(id));
  if (job === undefined) return errorAnswer(404, `Fine-tune job ${id} not found`, "not_found");
  if (request.method === "POST" && rest === "/cancel") {
    if (hasEnded(job)) return errorAnswer(400, "Job is not cancellable", "invalid_request");
    job.ended = "cancelled";
    return { status: 200, body: describeListed(job) };
  }
  if (rest === "/events") {
    return { status: 200, body: { data: eventsOf(job) } satisfies Together.FineTuningListEventsResponse };
  }
  if (rest === "/metrics") return { status: 200, body: metricsOf(job) };
  if (state.advanceOnRetrieve) advanceJob(job);
  return { status: 200, body: describeJob(job) };
}

function listModels(state: SimulatorState): Answer {
  const tuned = state.jobs.filter(({ provider }) => provider === "together").flatMap((job) => tunedModelOf(job) ?? []);
  const chat = [...state.models.together, ...tuned].map(
    (id) => ({ id, object: "model", created: 0, type: "chat" }) satisfies Together.ModelObject,
  );
  const image = { id: "black-forest-labs/FLUX.1-schnell", object: "model", created: 0, type: "image" } as const;
  return { status: 200, body: [...chat, image satisfies Together.ModelObject] satisfies Together.ModelListResponse };
}

function whoami(): Answer {
  return {
    status: 200,
    body: {
      api_key_id: "key-id",
      organization_id: "org-id",
      organization_name: "Simulated Org",
      project_id: "proj-id",
      project_name: "Simulated Project",
      project_slug: "simulated",
    } satisfies Together.WhoamiResponse,
  };
}

function createFile(request: RecordedRequest, state: SimulatorState): Answer {
  const field = (wanted: string) => request.parts.find(({ name }) => name === wanted);
  const part = field("file");
  if (part === undefined || field("file_name") === undefined || field("purpose")?.text !== "fine-tune") {
    return errorAnswer(400, "purpose, file_name and file are required", null);
  }
  const file: SimulatedFile = {
    id: `file-00000000-0000-4000-8000-${String(state.files.length + 1).padStart(12, "0")}`,
    provider: "together",
    name: field("file_name")?.text ?? "",
    text: part.text,
    createdAt: state.now(),
    problem: state.nextFileProblem,
    looks: 0,
  };
  state.nextFileProblem = null;
  state.files.push(file);
  return { status: 200, body: describeFile(file, state) };
}

function answerFile(id: string, state: SimulatorState): Answer {
  const file = state.files.find((one) => one.id === id && one.provider === "together");
  if (file === undefined) return errorAnswer(404, `File ${id} not found`, "not_found");
  file.looks++;
  return { status: 200, body: describeFile(file, state) };
}

function createJob(request: RecordedRequest, state: SimulatorState): Answer {
  const body = readObject(request.body);
  if (!state.models.together.includes(readText(body["model"]))) {
    return errorAnswer(
      400,
      `Model ${readText(body["model"])} is not supported for fine-tuning`,
      "model_not_available",
      "model",
    );
  }
  const file = state.files.find(({ id }) => id === body["training_file"]);
  if (file === undefined)
    return errorAnswer(400, `training file ${readText(body["training_file"])} not found`, "invalid_file");
  if (describeFile(file, state).processing_status !== "COMPLETED") {
    return errorAnswer(400, `training file ${file.id} has not been validated`, "invalid_file");
  }
  const job: SimulatedJob = {
    id: `ft-00000000-0000-4000-8000-${String(state.jobs.length + 1).padStart(12, "0")}`,
    provider: "together",
    request: body,
    createdAt: state.now(),
    stage: 0,
    ended: null,
    failure: state.nextJobFailure,
    resultFile: "",
  };
  state.nextJobFailure = null;
  state.jobs.push(job);
  return { status: 200, body: describeListed(job) satisfies Together.FineTuningCreateResponse };
}

function describeFile(file: SimulatedFile, state: SimulatorState): Together.FileResponse {
  const pending = file.looks < state.pendingLooks;
  return {
    id: file.id,
    object: "file",
    bytes: Buffer.byteLength(file.text),
    created_at: file.createdAt,
    filename: file.name,
    FileType: "jsonl",
    Processed: true,
    purpose: "fine-tune",
    processing_status: pending ? "PENDING" : file.problem === null ? "COMPLETED" : "INVALID_FORMAT",
    ...(pending
      ? {}
      : {
          validation_report: {
            valid: file.problem === null,
            ...(file.problem === null ? {} : { error: file.problem, error_type: "INVALID_FORMAT" as const }),
          },
        }),
  } satisfies Together.FileResponse;
}

function describeListed(job: SimulatedJob): Together.FineTuningListResponse.Data {
  const { request } = job;
  return {
    id: job.id,
    status: statusOf(job),
    created_at: isoOf(job, 0),
    updated_at: isoOf(job, 600),
    user_id: "user-simulated",
    model: readText(request["model"]),
    training_file: readText(request["training_file"]),
    model_output_name: outputNameOf(job),
    ...(request["suffix"] === undefined ? {} : { suffix: readText(request["suffix"]) }),
  } satisfies Together.FineTuningListResponse.Data;
}

/** What a single look tells: the suffix is not part of it. */
function describeJob(job: SimulatedJob): Together.FinetuneResponse {
  return {
    id: job.id,
    status: statusOf(job),
    user_id: "user-simulated",
    created_at: isoOf(job, 0),
    started_at: isoOf(job, 60),
    updated_at: isoOf(job, 600),
    model: String(job.request["model"]),
    training_file: String(job.request["training_file"]),
    model_output_name: outputNameOf(job),
    queue_depth: 2,
    progress: { estimate_available: true, seconds_remaining: 90 },
  } satisfies Together.FinetuneResponse;
}

function eventsOf(job: SimulatedJob): Together.FinetuneEvent[] {
  const event = (second: number, type: Together.FinetuneEventType, message: string, level: "info" | "error" = "info") =>
    ({
      object: "fine-tune-event",
      created_at: isoOf(job, second),
      type,
      message,
      level,
    }) satisfies Together.FinetuneEvent;
  return [
    event(0, "job_pending", "Fine tune request created"),
    ...(job.stage >= TOGETHER_STAGES.indexOf("running")
      ? [event(60, "training_start", "Training started"), { ...event(61, "epoch_complete", "Epoch 1"), step: 3 }]
      : []),
    ...(job.ended === "failed" ? [event(90, "job_error", job.failure ?? "", "error")] : []),
    ...(tunedModelOf(job) === null ? [] : [event(600, "job_complete", "Job finished")]),
  ];
}

function metricsOf(job: SimulatedJob): Together.FineTuningListMetricsResponse {
  if (job.stage < TOGETHER_STAGES.indexOf("running")) return { metrics: [] };
  const metrics = Array.from({ length: STEPS }, (_, index) => index + 1).flatMap((step): Record<string, number>[] => [
    { timestamp: step, "train/global_step": step, "train/loss": 3 / step, "train/learning_rate": 1e-5 },
    ...(step % 50 === 0 ? [{ timestamp: step, "eval/global_step": step, "eval/loss": 1.5 }] : []),
  ]);
  return { metrics } satisfies Together.FineTuningListMetricsResponse;
}

function statusOf(job: SimulatedJob): Together.FinetuneResponse["status"] {
  if (job.ended !== null) return job.ended === "failed" ? "error" : "cancelled";
  return TOGETHER_STAGES[job.stage] ?? "completed";
}

function isoOf(job: SimulatedJob, second: number): string {
  return new Date((job.createdAt + second) * 1000).toISOString();
}
