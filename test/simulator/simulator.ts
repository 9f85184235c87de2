import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { refuseChat, streamChat } from "./chat.ts";
import type { Answer, Fault } from "./faults.ts";
import { answerOf, createFaults, errorAnswer } from "./faults.ts";
import { answerOpenAI } from "./openai.ts";
import type { RecordedRequest } from "./requests.ts";
import { recordRequest } from "./requests.ts";
import type { SimulatedFile, SimulatedJob, SimulatorState } from "./state.ts";
import { advanceJob, hasEnded } from "./state.ts";
import { answerTogether } from "./together.ts";

/** Both providers on one port of this machine, over real HTTP. */
export interface Simulator {
  readonly openaiUrl: string;
  readonly togetherUrl: string;
  /** The only key that is let in. */
  readonly key: string;
  readonly requests: RecordedRequest[];
  readonly jobs: SimulatedJob[];
  readonly files: SimulatedFile[];
  /** Switches that a test may set at any time. */
  readonly state: SimulatorState;
  /** Lets something go wrong for the next requests. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** The job that is created next fails, with this message, once it runs. */
  failNextJob(message: string): void;
  /** The file that is uploaded next does not pass the provider's check. */
  refuseNextFile(message: string): void;
  /** Takes a job one stage further. */
  advance(jobId: string): void;
  /** Takes a job to its end. */
  finish(jobId: string): void;
  stop(): Promise<void>;
}

export interface SimulatorOptions {
  key?: string;
  /** Whether every look at a job takes it a stage further; true where absent. */
  advanceOnRetrieve?: boolean;
  /** How many pieces of a reply are sent a second; all at once where it is absent. */
  piecesPerSecond?: number | null;
}

/** Starts the simulator; whoever starts it stops it. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = createState(options);
  const requests: RecordedRequest[] = [];
  const faults = createFaults();

  const serve = async (request: RecordedRequest, response: ServerResponse): Promise<void> => {
    requests.push(request);
    const fault = faults.take(request);
    if (fault?.kind === "silent") return;
    if (fault?.kind === "slow") await setTimeout(fault.milliseconds);
    if (fault?.kind === "cut_before") return void response.socket?.destroy();
    const failure = fault === null ? null : answerOf(fault, state.key);
    if (failure !== null) return reply(response, failure);
    if (request.headers["authorization"] !== `Bearer ${state.key}`) {
      return reply(response, errorAnswer(401, "Incorrect API key provided.", "invalid_api_key"));
    }
    if (request.method === "POST" && request.path === "/v1/chat/completions") {
      const refusal = refuseChat(request, state);
      return refusal === null ? streamChat(request, state, response, fault) : reply(response, refusal);
    }
    const answer = request.provider === "openai" ? answerOpenAI(request, state) : answerTogether(request, state);
    if (fault?.kind === "cut_after") return void response.socket?.destroy();
    reply(
      response,
      answer ?? errorAnswer(404, `Unknown request URL: ${request.method} ${request.path}.`, "unknown_url"),
    );
  };

  const server = createServer((incoming, response) => {
    recordRequest(incoming)
      .then((request) => serve(request, response))
      .catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the simulator has no port");
  const jobOf = (id: string) => {
    const job = state.jobs.find((one) => one.id === id);
    if (job === undefined) throw new Error(`the simulator has no job ${id}`);
    return job;
  };
  return {
    openaiUrl: `http://127.0.0.1:${address.port}/openai/v1`,
    togetherUrl: `http://127.0.0.1:${address.port}/together/v1`,
    key: state.key,
    requests,
    jobs: state.jobs,
    files: state.files,
    state,
    fault: faults.add,
    clearFaults: faults.clear,
    failNextJob: (message) => void (state.nextJobFailure = message),
    refuseNextFile: (message) => void (state.nextFileProblem = message),
    advance: (id) => advanceJob(jobOf(id)),
    finish(id) {
      const job = jobOf(id);
      while (!hasEnded(job)) advanceJob(job);
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

function createState({
  key = "sk-simulated-0123456789abcdef",
  advanceOnRetrieve = true,
  piecesPerSecond = null,
}: SimulatorOptions): SimulatorState {
  let second = 1_790_000_000;
  return {
    key,
    files: [],
    jobs: [],
    models: {
      openai: ["gpt-4o-mini-2024-07-18", "gpt-4.1-mini-2025-04-14", "gpt-5-mini"],
      together: ["meta-llama/Meta-Llama-3.1-8B-Instruct-Reference", "openai/gpt-oss-20b"],
    },
    advanceOnRetrieve,
    metricEvents: true,
    resultEncoding: "base64",
    pendingLooks: 1,
    nextJobFailure: null,
    nextFileProblem: null,
    reply: (question) => `A simulated reply to: ${question}`,
    finishReason: "stop",
    piecesPerSecond,
    now: () => second++,
  };
}

function reply(response: ServerResponse, { status, body, headers }: Answer): void {
  const plain = typeof body === "string";
  response.writeHead(status, { "content-type": plain ? "text/html" : "application/json", ...headers });
  response.end(plain ? body : JSON.stringify(body));
}
