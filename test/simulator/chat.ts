import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type OpenAI from "openai";
import type Together from "together-ai";
import type { Answer, FaultKind } from "./faults.ts";
import { errorAnswer } from "./faults.ts";
import { readObject } from "./openai.ts";
import type { RecordedRequest } from "./requests.ts";
import type { SimulatorState } from "./state.ts";
import { readText, tunedModelOf } from "./state.ts";

const PIECE = 7;

/** The refusal of a chat with a model that does not answer; null where it does. */
export function refuseChat({ provider, body }: RecordedRequest, state: SimulatorState): Answer | null {
  const model = readText(readObject(body)["model"]);
  const tuned = state.jobs.filter((job) => job.provider === provider).flatMap((job) => tunedModelOf(job) ?? []);
  if (provider === "together" && tuned.includes(model)) {
    const message = `Unable to access non-serverless model ${model}. Please create and start a dedicated endpoint.`;
    return errorAnswer(400, message, "model_not_available");
  }
  if ([...state.models[provider], ...tuned].includes(model)) return null;
  return provider === "openai"
    ? errorAnswer(404, `The model \`${model}\` does not exist or you do not have access to it.`, "model_not_found")
    : errorAnswer(
        404,
        `Unable to access model ${model}. Please visit the list of supported models.`,
        "model_not_available",
      );
}

/** Streams a reply as server-sent events, with the fault that happens to it. */
export async function streamChat(
  { provider, body }: RecordedRequest,
  state: SimulatorState,
  response: ServerResponse,
  fault: FaultKind | null,
): Promise<void> {
  const request = readObject(body);
  const text = state.reply(lastUserMessage(request["messages"]));
  const chunk = provider === "openai" ? openaiChunk : togetherChunk;
  const wantsUsage = provider === "together" || readObject(request["stream_options"])["include_usage"] === true;
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, "gu")) ?? [];
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const send = (data: unknown) =>
    new Promise<void>((sent) => void response.write(`data: ${JSON.stringify(data)}\n\n`, () => sent()));

  const model = readText(request["model"]);
  const started = performance.now();
  for (const [index, piece] of pieces.entries()) {
    if (index === Math.ceil(pieces.length / 2)) {
      if (fault?.kind === "cut_stream") return void response.socket?.destroy();
      if (fault?.kind === "end_stream") return void response.end();
      if (fault?.kind === "silent_stream") return;
      if (fault?.kind === "error_in_stream") {
        await send({ error: { message: fault.message, type: "server_error", code: null } });
        return void response.end();
      }
    }
    if (state.piecesPerSecond !== null) await until(started + (index * 1000) / state.piecesPerSecond);
    if (response.destroyed) return;
    await send(chunk(model, piece, null, false));
  }
  await send(chunk(model, "", state.finishReason, provider === "together" && wantsUsage));
  if (provider === "openai" && wantsUsage) await send({ ...openaiChunk(model, "", null, true), choices: [] });
  response.end("data: [DONE]\n\n");
}

/** Waits for a moment; one that has passed does not delay, so that the pace is kept on average. */
async function until(moment: number): Promise<void> {
  const left = moment - performance.now();
  if (left > 0) await setTimeout(left);
}

const USAGE = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 };

function openaiChunk(
  model: string,
  content: string,
  finish: SimulatorState["finishReason"] | null,
  withUsage: boolean,
): OpenAI.Chat.ChatCompletionChunk {
  return {
    id: "chatcmpl-simulated",
    object: "chat.completion.chunk",
    created: 0,
    model,
    choices: [{ index: 0, delta: content === "" ? {} : { content }, finish_reason: finish, logprobs: null }],
    usage: withUsage ? USAGE : null,
  } satisfies OpenAI.Chat.ChatCompletionChunk;
}

function togetherChunk(
  model: string,
  content: string,
  finish: SimulatorState["finishReason"] | null,
  withUsage: boolean,
): Together.Chat.ChatCompletionChunk {
  return {
    id: "simulated",
    object: "chat.completion.chunk",
    created: 0,
    model,
    choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: finish }],
    usage: withUsage ? USAGE : null,
  } satisfies Together.Chat.ChatCompletionChunk;
}

function lastUserMessage(messages: unknown): string {
  const last = Array.isArray(messages)
    ? messages.map(readObject).findLast((message) => message["role"] === "user")
    : null;
  return readText(last?.["content"]);
}
