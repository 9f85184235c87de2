import { setTimeout } from "node:timers/promises";
import { openaiConfigSchema } from "../../../shared/contract/jobs.ts";
import { AppError } from "../../../shared/errors.ts";
import { cancelledBeforeSending } from "../errors.ts";
import { shortId } from "../job-names.ts";
import type { ChatChunk, ChatRequest, JobSpec, Provider, Tuning } from "../provider.ts";
import type { PracticeRecord } from "./course.ts";
import { eventsAt, metricsAt, stateAt } from "./course.ts";
import { closestReply, countExamples } from "./examples.ts";
import type { PracticeStore } from "./store.ts";
import { createPracticeStore } from "./store.ts";

/** Where practice keeps its files, how long a job takes, and what time it is (UTC milliseconds). */
export interface PracticeOptions {
  folder: string;
  /** How long a job takes from creation to completion, in seconds; 60 where absent. */
  seconds?: number;
  now: () => number;
}

const BASE_MODEL = "practice/echo";
const SECONDS = 60;
const AUTOMATIC_EPOCHS = 3;
const MOST_STEPS = 200;
const WORD = /\s*\S+\s*/g;
const WORD_EVERY_MS = 1000 / 60;

/**
 * The rehearsal: no key, no network. A job's state follows from its record and the time and from no timer, so that
 * every process sees the same; it trains nothing, and its models repeat the closest training example, word by word.
 */
export function createPracticeProvider({ folder, seconds = SECONDS, now }: PracticeOptions): Provider {
  const store = createPracticeStore(folder);
  return {
    id: "practice",
    async listModels(signal) {
      refuseAborted(signal);
      const tuned = (await store.listJobs()).flatMap((record) => stateAt(record, now()).fineTunedModel ?? []);
      return [BASE_MODEL, ...tuned].map((id) => ({
        id,
        provider: "practice",
        tuned: id !== BASE_MODEL,
        shutdownDate: null,
      }));
    },
    async account(signal) {
      refuseAborted(signal);
      return "practice";
    },
    chat: (request, signal) => answer(store, request, now, signal),
    tuning: createTuning(store, seconds, now),
  };
}

function createTuning(store: PracticeStore, seconds: number, now: () => number): Tuning {
  const retrieve = async (id: string, signal: AbortSignal): Promise<PracticeRecord> => {
    refuseAborted(signal);
    const record = await store.readJob(id);
    if (record !== null) return record;
    throw new AppError("not_found", `There is no practice job ${id}.`, {
      hint: "It may have been made in another data folder.",
    });
  };
  return {
    async uploadFile({ path }, signal) {
      refuseAborted(signal);
      return { id: await store.addFile(path), state: "ready", reason: null };
    },
    async retrieveFile(id, signal) {
      refuseAborted(signal);
      if ((await store.findFile(id)) !== null) return { id, state: "ready", reason: null };
      throw new AppError("not_found", `There is no practice file ${id}.`);
    },
    async createJob(spec, signal) {
      refuseAborted(signal);
      const made = await store.readJob(store.jobId(spec.localId));
      if (made !== null) return stateAt(made, now());
      const record = await plan(store, spec, seconds, now());
      await store.writeJob(record);
      return stateAt(record, now());
    },
    async findJob({ localId }, signal) {
      refuseAborted(signal);
      const record = await store.readJob(store.jobId(localId));
      return record === null ? null : stateAt(record, now());
    },
    retrieveJob: async (id, signal) => stateAt(await retrieve(id, signal), now()),
    async listJobs(signal) {
      refuseAborted(signal);
      return (await store.listJobs()).map((record) => stateAt(record, now()));
    },
    async cancelJob(id, signal) {
      const record = await retrieve(id, signal);
      const { status } = stateAt(record, now());
      if (status === "completed" || status === "failed" || status === "cancelled") return stateAt(record, now());
      const cancelled = { ...record, cancelledAt: now() };
      await store.writeJob(cancelled);
      return stateAt(cancelled, now());
    },
    listEvents: async (id, signal) => eventsAt(await retrieve(id, signal), now()),
    listMetrics: async (id, signal) => metricsAt(await retrieve(id, signal), now()),
  };
}

/** Any base may be rehearsed, so that a real job can be tried out first. */
async function plan(store: PracticeStore, spec: JobSpec, seconds: number, createdAt: number): Promise<PracticeRecord> {
  const config = openaiConfigSchema.safeParse(spec.config);
  if (!config.success) {
    throw refused("invalid_input", "This job's settings are not those of a practice job.");
  }
  const path = await store.findFile(spec.trainFileId);
  if (path === null) throw refused("not_found", `There is no practice file ${spec.trainFileId}.`);
  const { examples, problem } = await countExamples(path);
  const { epochs, batchSize, suffix, seed } = config.data;
  const passes = epochs === "auto" ? AUTOMATIC_EPOCHS : epochs;
  const steps = Math.ceil((examples * passes) / (batchSize === "auto" ? 1 : batchSize));
  return {
    id: store.jobId(spec.localId),
    localId: spec.localId,
    base: spec.model,
    model: tunedName(spec, suffix),
    trainFileId: spec.trainFileId,
    createdAt,
    cancelledAt: null,
    seconds,
    seed: seed ?? 0,
    steps: Math.min(MOST_STEPS, Math.max(1, steps)),
    validated: spec.valFileId !== null,
    examples,
    problem: problem === null ? null : `Practice: ${problem}`,
  };
}

function tunedName({ model, localId }: JobSpec, suffix: string | null): string {
  const own = (suffix ?? "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `practice/${own === "" ? model.slice(model.indexOf("/") + 1) : own}-${shortId(localId)}`;
}

async function* answer(
  store: PracticeStore,
  { model, messages }: ChatRequest,
  now: () => number,
  signal: AbortSignal,
): AsyncIterable<ChatChunk> {
  refuseAborted(signal);
  const question = messages.findLast(({ role }) => role === "user")?.content ?? "";
  for (const [text] of (await replyOf(store, model, question, now())).matchAll(WORD)) {
    await setTimeout(WORD_EVERY_MS, undefined, { signal }).catch(() => undefined);
    refuseAborted(signal);
    yield { text, finishReason: null, usage: null };
  }
  yield { text: "", finishReason: "stop", usage: { inputTokens: null, outputTokens: null } };
}

async function replyOf(store: PracticeStore, model: string, question: string, moment: number): Promise<string> {
  if (model === BASE_MODEL) {
    return `This is practice, a rehearsal without a model: it has learnt nothing and only heard “${question}”.`;
  }
  const record = (await store.listJobs()).find((one) => one.model === model);
  if (record === undefined || stateAt(record, moment).status !== "completed") {
    throw new AppError("unknown_model", `Practice has no model named “${model}”.`, {
      hint:
        record === undefined
          ? "The list of models shows what the practice provider has."
          : "Its job has not completed.",
    });
  }
  const path = await store.findFile(record.trainFileId);
  const reply = path === null ? null : await closestReply(path, question);
  if (reply === null)
    throw new AppError("not_found", `The training file of ${model} is no longer in the practice folder.`);
  return reply;
}

function refused(code: "invalid_input" | "not_found", message: string): AppError {
  return new AppError(code, message, { detail: { status: null, effect: "none" } });
}

function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledBeforeSending();
}
