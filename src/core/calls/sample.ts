import type { Usage } from "../../shared/contract/models.ts";
import { AppError } from "../../shared/errors.ts";
import type { ChatRequest, Provider } from "../providers/provider.ts";

/** A reply that came to its end. */
export interface Sample {
  reply: string;
  finishReason: string | null;
  usage: Usage;
  /** From the call to the first token, in ms. */
  firstTokenMs: number;
  /** From the call to the last token, in ms. */
  latencyMs: number;
}

/** Samples one reply; `onText` hears it as it comes. A reply that breaks off or is empty is an error, never a sample. */
export async function sample(
  provider: Provider,
  request: ChatRequest,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<Sample> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  let firstTokenMs = 0;
  let reply = "";
  let finishReason: string | null = null;
  let usage: Usage = { inputTokens: null, outputTokens: null };
  for await (const chunk of provider.chat(request, signal)) {
    if (reply === "") firstTokenMs = elapsed();
    reply += chunk.text;
    if (chunk.text !== "") onText(chunk.text);
    finishReason = chunk.finishReason ?? finishReason;
    usage = chunk.usage ?? usage;
  }
  signal.throwIfAborted();
  if (reply === "") {
    const why = finishReason === null ? "" : ` (it finished with ${finishReason})`;
    throw new AppError("provider_error", `${request.model} sent an empty reply${why}.`, {
      hint: "Ask again, or change the message.",
    });
  }
  return { reply, finishReason, usage, firstTokenMs, latencyMs: elapsed() };
}
