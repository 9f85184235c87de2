import { z } from "zod";
import { errorBodySchema } from "../errors.ts";
import { keyNameSchema } from "./keys.ts";
import { providerIdSchema, usageSchema } from "./models.ts";
import { operation, query, timeSchema } from "./route.ts";

/** One reply, whole; `practice` says that it was rehearsed and not sampled from a model. */
export const chatReplySchema = z.strictObject({
  model: z.string(),
  provider: providerIdSchema,
  practice: z.boolean(),
  reply: z.string(),
  finishReason: z.string().nullable(),
  usage: usageSchema,
  latencyMs: z.number(),
  conversationId: z.string(),
  database: z.string(),
});

/** Numbers of a reply, told by the provider or measured; null where neither could. Times are in ms. */
export const replyNumbersSchema = z.strictObject({
  finishReason: z.string().nullable(),
  usage: usageSchema,
  firstTokenMs: z.number().nullable(),
  latencyMs: z.number().nullable(),
});
export type ReplyNumbers = z.infer<typeof replyNumbersSchema>;

/** A whole message of a chat; only replies made here have numbers. */
export const chatMessageSchema = z.strictObject({
  role: z.enum(["user", "assistant"]),
  content: z.string(),
  numbers: replyNumbersSchema.nullable(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/**
 * An exchange that has not become part of the conversation: its reply is still coming, was stopped, failed, or was
 * interrupted by the end of Tunewright. `text` is what came of it, and is never trained on.
 */
export const pendingReplySchema = z.strictObject({
  replyId: z.string(),
  operationId: z.string(),
  state: z.enum(["streaming", "stopped", "failed", "interrupted"]),
  message: z.string(),
  text: z.string(),
  error: errorBodySchema.nullable(),
});
export type PendingReply = z.infer<typeof pendingReplySchema>;

/** What a pane talks to. The prompt is what is sent, whichever persona it came from. */
export const paneChoiceSchema = z.strictObject({
  model: z.string().min(1).max(500),
  systemPrompt: z.string().min(1).nullable().default(null),
  persona: z.string().nullable().default(null).describe("whose prompt it is, as `name (version)`"),
});
export type PaneChoice = z.infer<typeof paneChoiceSchema>;

/** One of the conversations that are held side by side. */
export const paneSchema = z.strictObject({
  conversationId: z.string(),
  model: z.string(),
  provider: providerIdSchema.nullable().describe("null where the model cannot be placed any more"),
  systemPrompt: z.string().nullable(),
  persona: z.string().nullable(),
  messages: z.array(chatMessageSchema),
  pending: pendingReplySchema.nullable(),
});
export type Pane = z.infer<typeof paneSchema>;

export const chatSummarySchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  models: z.array(z.string()),
});
export type ChatSummary = z.infer<typeof chatSummarySchema>;

/** Up to two conversations under one composer. */
export const chatSchema = chatSummarySchema.extend({ panes: z.array(paneSchema) });
export type Chat = z.infer<typeof chatSchema>;

const chatId = z.strictObject({ id: z.string().min(1) });
const paneNumber = z.int().min(0).max(1);

export const chatRoutes = {
  "chat.list": query(z.strictObject({}), z.strictObject({ chats: z.array(chatSummarySchema) })),
  "chat.show": query(chatId, chatSchema),
  "chat.create": query(z.strictObject({ panes: z.array(paneChoiceSchema).min(1).max(2) }), chatSchema),
  "chat.reply": operation(
    chatId.extend({
      pane: paneNumber,
      replyId: z.string().min(1).max(100),
      message: z.string().min(1),
    }),
    chatMessageSchema,
  ),
  "chat.dismiss": query(chatId.extend({ pane: paneNumber }), chatSchema),
  "chat.rename": query(chatId.extend({ title: z.string().trim().min(1).max(200) }), chatSummarySchema),
  "chat.remove": query(chatId, z.strictObject({ id: z.string() })),
  "chat.send": operation(
    z.strictObject({
      replyId: z.string().min(1),
      model: z.string().min(1),
      systemPrompt: z.string().nullable().default(null),
      message: z.string().min(1),
      key: keyNameSchema.nullable().default(null).describe("the provider's own key where it is null"),
      database: z
        .strictObject({ path: z.string().min(1) })
        .nullable()
        .default(null),
    }),
    chatReplySchema,
  ),
};
