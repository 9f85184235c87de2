import type { ConversationPart, MessagePart } from "./layout.ts";
import type { Column } from "./schema.ts";

/** Names that columns of a message table go by, the likeliest first; case, spaces, `_` and `-` do not count. */
export const MESSAGE_COLUMNS = {
  conversation: [
    "conversationid",
    "conversation",
    "convid",
    "conversationuuid",
    "sessionid",
    "session",
    "chatid",
    "chat",
    "chatsessionid",
    "threadid",
    "thread",
    "dialogid",
    "dialogueid",
    "dialog",
    "dialogue",
    "roomid",
    "topicid",
  ],
  order: [
    "messageindex",
    "msgindex",
    "index",
    "idx",
    "position",
    "pos",
    "seq",
    "sequence",
    "sequencenumber",
    "messageorder",
    "messagenumber",
    "ordinal",
    "order",
    "turnindex",
    "turnnumber",
    "turnid",
    "turn",
    "step",
  ],
  role: [
    "role",
    "speaker",
    "author",
    "authorrole",
    "messagerole",
    "senderrole",
    "sender",
    "sendertype",
    "participant",
    "from",
  ],
  content: [
    "content",
    "text",
    "message",
    "body",
    "messagetext",
    "messagecontent",
    "contenttext",
    "utterance",
    "value",
    "msg",
  ],
  prompt: [
    "usermessage",
    "prompt",
    "question",
    "userinput",
    "userprompt",
    "instruction",
    "input",
    "query",
    "request",
    "user",
    "human",
  ],
  response: [
    "assistantresponse",
    "response",
    "completion",
    "answer",
    "modelresponse",
    "assistantmessage",
    "reply",
    "output",
    "assistant",
  ],
  system: ["systemprompt", "system", "systemmessage"],
  model: ["model", "modelname", "modelid", "llm", "engine"],
  createdAt: ["createdat", "created", "timestamp", "time", "datetime", "datetimeutc", "date", "sentat", "ts"],
} as const satisfies Record<MessagePart, readonly string[]>;

/** Names that columns of a table of conversations go by. */
export const CONVERSATION_COLUMNS = {
  id: ["id", "conversationid", "convid", "uuid", "sessionid", "chatid", "threadid", "dialogid", "guid"],
  createdAt: [...MESSAGE_COLUMNS.createdAt, "startedat", "startedon", "starttime"],
  name: ["name", "title", "label", "subject"],
  model: MESSAGE_COLUMNS.model,
  provider: ["provider", "vendor"],
  summary: ["summary"],
  systemPromptName: ["systempromptname", "persona", "personaname"],
  systemPrompt: MESSAGE_COLUMNS.system,
  userMessage: MESSAGE_COLUMNS.prompt,
  assistantResponse: MESSAGE_COLUMNS.response,
  messagesJson: [
    "messages",
    "messagesjson",
    "conversations",
    "conversation",
    "history",
    "chathistory",
    "dialog",
    "dialogue",
    "turns",
    "transcript",
    "chat",
    "content",
    "data",
    "json",
    "body",
  ],
  config: ["configjson", "config"],
} as const satisfies Record<ConversationPart, readonly string[]>;

/** A name without what does not count. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, "");
}

/** The first column, in the order of `names`, that goes by one of them. */
export function findColumn(columns: readonly Column[], names: readonly string[]): Column | undefined {
  const byName = new Map(columns.map((column) => [plainName(column.name), column]));
  for (const name of names) {
    const column = byName.get(name);
    if (column !== undefined) return column;
  }
  return undefined;
}

/** Which column plays each part; parts that no column plays are absent. */
export function matchColumns<P extends string>(
  columns: readonly Column[],
  names: Readonly<Record<P, readonly string[]>>,
  parts: readonly P[],
): Partial<Record<P, string>> {
  const matched: Partial<Record<P, string>> = {};
  for (const part of parts) {
    const column = findColumn(columns, names[part]);
    if (column !== undefined) matched[part] = column.name;
  }
  return matched;
}
