import { z } from "zod";
import { countSchema, namedCountsSchema, operation, query, sourceSchema } from "./route.ts";

/** What a file is, decided by the tables that hold rows. */
export const FILE_KINDS = [
  "conversations",
  "evaluation",
  "judgments",
  "comparisons",
  "jobs",
  "training",
  "unknown",
] as const;

/** Something worth knowing about a file before one uses it. */
export const FINDING_CODES = [
  "api_error_message",
  "empty_message",
  "no_messages",
  "no_reply",
  "ends_with_user",
  "consecutive_same_role",
  "duplicate_conversation",
  "orphan_messages",
  "interleaved_rows",
  "prompt_in_name_column",
  "unknown_role",
  "damaged",
] as const;

/** What a file of conversations holds. Times are the file's own strings, their zone unknown. */
export const inspectionSchema = z.strictObject({
  path: z.string(),
  kind: z.enum(FILE_KINDS),
  conversations: countSchema,
  messages: countSchema,
  roles: z.record(z.string(), countSchema),
  models: namedCountsSchema,
  systemPrompts: namedCountsSchema,
  from: z.string().nullable(),
  to: z.string().nullable(),
  findings: z.array(z.strictObject({ code: z.enum(FINDING_CODES), count: countSchema })),
});
export type Inspection = z.infer<typeof inspectionSchema>;

/** One conversation in a list; `preview` is the beginning of its first user message. */
export const conversationSummarySchema = z.strictObject({
  id: z.string(),
  createdAt: z.string().nullable(),
  name: z.string().nullable(),
  model: z.string().nullable(),
  systemPromptName: z.string().nullable(),
  messages: countSchema,
  preview: z.string(),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

export const messageSchema = z.strictObject({ index: z.int(), role: z.string(), content: z.string() });

/** One conversation, whole. A system prompt stands in `systemPrompt` and not among the messages. */
export const conversationSchema = z.strictObject({
  id: z.string(),
  createdAt: z.string().nullable(),
  name: z.string().nullable(),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  summary: z.string().nullable(),
  systemPromptName: z.string().nullable(),
  systemPrompt: z.string().nullable(),
  isCut: z.boolean().describe("true where it is longer than can be shown"),
  messages: z.array(messageSchema),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** Which conversations to list; a model or prompt name of null lets all through. */
export const listOptionsSchema = z.strictObject({
  search: z.string().optional(),
  model: z.string().nullable().default(null),
  systemPromptName: z.string().nullable().default(null),
  limit: z.int().min(1).max(10_000).default(50),
  offset: countSchema.default(0),
});

export const conversationPageSchema = z.strictObject({
  total: countSchema,
  conversations: z.array(conversationSummarySchema),
});
export type ConversationPage = z.infer<typeof conversationPageSchema>;

export const conversationRoutes = {
  "conversations.inspect": operation(z.strictObject({ source: sourceSchema }), inspectionSchema),
  "conversations.list": query(listOptionsSchema.extend({ source: sourceSchema }), conversationPageSchema),
  "conversations.show": query(z.strictObject({ source: sourceSchema, id: z.string() }), conversationSchema),
};
