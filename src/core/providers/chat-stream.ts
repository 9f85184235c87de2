import { z } from "zod";
import type { Usage } from "../../shared/contract/models.ts";
import { AppError } from "../../shared/errors.ts";
import type { CallOptions, Connection } from "./connection.ts";
import { toProviderError, unexpectedReply } from "./errors.ts";
import type { ChatChunk } from "./provider.ts";

const tokensSchema = z.int().min(0).nullish().catch(null);
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        index: z.int().default(0),
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: tokensSchema, completion_tokens: tokensSchema }).nullish(),
});

const NO_USAGE: Usage = { inputTokens: null, outputTokens: null };

/**
 * Reads a stream of Chat Completions chunks; the last piece carries finish reason and usage.
 * A stream that ends without a finish reason, or pauses longer than a call may take, is an error: no reply is cut in silence.
 */
export async function* readChatStream(
  connection: Connection,
  signal: AbortSignal,
  open: (options: CallOptions) => PromiseLike<AsyncIterable<unknown>>,
): AsyncIterable<ChatChunk> {
  const pause = new AbortController();
  const either = AbortSignal.any([signal, pause.signal]);
  const chunks = await connection.call(signal, (options) => open({ ...options, signal: either }), { action: "chat" });
  const timer = setTimeout(() => pause.abort(), connection.timeoutMs);
  let finishReason: string | null = null;
  let usage = NO_USAGE;
  let pieces = 0;
  const guard = connection.guardReply();
  try {
    for await (const raw of chunks) {
      timer.refresh();
      pieces++;
      const chunk = connection.parse(chunkSchema, raw, "a piece of a streamed reply");
      const choice = chunk.choices.find(({ index }) => index === 0);
      const text = guard.next(`${choice?.delta?.content ?? ""}${choice?.delta?.refusal ?? ""}`);
      finishReason = choice?.finish_reason ?? finishReason;
      usage = readUsage(chunk.usage) ?? usage;
      if (text !== "") yield { text, finishReason: null, usage: null };
    }
  } catch (thrown) {
    if (!either.aborted) throw toProviderError(thrown, "chat", connection.errors);
  } finally {
    clearTimeout(timer);
  }
  const { label } = connection.errors;
  if (signal.aborted) throw new AppError("cancelled", "Cancelled.");
  if (pause.signal.aborted) throw new AppError("timeout", `${label} fell silent in the middle of its reply.`);
  if (pieces === 0) throw unexpectedReply(label, "not one piece of a streamed reply, as from a web page");
  if (finishReason === null) throw unexpectedReply(label, "a reply that ended in the middle");
  yield { text: guard.end(), finishReason, usage };
}

function readUsage(usage: z.output<typeof chunkSchema>["usage"]): Usage | null {
  if (usage === null || usage === undefined) return null;
  return { inputTokens: usage.prompt_tokens ?? null, outputTokens: usage.completion_tokens ?? null };
}
