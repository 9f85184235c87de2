import { z } from "zod";
import type { ChatMessage } from "../../../shared/contract/chat.ts";
import { AppError, errorBodySchema } from "../../../shared/errors.ts";

/** A process that waits for a reply: one core of one process of one boot of one host. */
export interface Streamer {
  core: string;
  host: string;
  boot: string;
  process: number;
}

const errorJson = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
      return z.NEVER;
    }
  })
  .pipe(errorBodySchema);

const pendingRow = z
  .object({
    reply_id: z.string(),
    operation_id: z.string(),
    state: z.enum(["streaming", "stopped", "failed", "interrupted"]),
    message: z.string(),
    text: z.string(),
    error: errorJson.nullable(),
    core: z.string(),
    host: z.string(),
    boot: z.string(),
    process: z.int(),
    heartbeat_at: z.int(),
  })
  .transform((row) => ({
    replyId: row.reply_id,
    operationId: row.operation_id,
    state: row.state,
    message: row.message,
    text: row.text,
    error: row.error,
    streamer: { core: row.core, host: row.host, boot: row.boot, process: row.process },
    heartbeatAt: row.heartbeat_at,
  }));

/** An exchange as it stands in the file; whether `streaming` is still true is for the reader to find out. */
export type StoredPending = z.output<typeof pendingRow>;

/** How an exchange ends that does not become part of the conversation. */
export type EndedState = Exclude<StoredPending["state"], "streaming">;

const messageRow = z
  .object({
    role: z.enum(["user", "assistant"]),
    content: z.string(),
    numbered: z.int(),
    finish_reason: z.string().nullable(),
    input_tokens: z.int().min(0).nullable(),
    output_tokens: z.int().min(0).nullable(),
    first_token_ms: z.number().nullable(),
    latency_ms: z.number().nullable(),
  })
  .transform((row): ChatMessage => {
    const usage = { inputTokens: row.input_tokens, outputTokens: row.output_tokens };
    const times = { firstTokenMs: row.first_token_ms, latencyMs: row.latency_ms };
    const numbers = row.numbered === 0 ? null : { finishReason: row.finish_reason, usage, ...times };
    return { role: row.role, content: row.content, numbers };
  });

const chatRow = z
  .object({
    id: z.string(),
    title: z.string(),
    created_at: z.int(),
    updated_at: z.int(),
    has_messages: z.int(),
  })
  .transform((row) => ({
    id: row.id,
    title: row.title,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    hasMessages: row.has_messages !== 0,
  }));

const paneRow = z
  .object({
    chat_id: z.string(),
    position: z.int(),
    conversation_id: z.string(),
    model: z.string(),
    persona: z.string().nullable(),
    system_prompt: z.string().nullable(),
  })
  .transform((row) => ({
    chatId: row.chat_id,
    position: row.position,
    conversationId: row.conversation_id,
    model: row.model,
    persona: row.persona,
    systemPrompt: row.system_prompt,
  }));

/** One of a chat's conversations, without what was said in it. */
export type StoredPane = z.output<typeof paneRow>;

const asSaid = (error: z.ZodError): string => z.prettifyError(error).replaceAll("\n", " ");

/** Other programs may write to the file: what does not fit is damage, and is not guessed at. */
function reader<S extends z.ZodType>(what: string, schema: S): (row: unknown) => z.output<S> {
  return (row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    throw new AppError(
      "corrupt",
      `${what} in conversations.db is not as Tunewright writes it: ${asSaid(parsed.error)}.`,
      {
        hint: "Another program has changed it. Move conversations.db out of the data folder to begin anew.",
        cause: parsed.error,
      },
    );
  };
}

export const readPending = reader("A reply that has not ended", pendingRow);
export const readMessage = reader("A message of a chat", messageRow);
export const readChat = reader("A chat", chatRow);
export const readPane = reader("A pane of a chat", paneRow);
