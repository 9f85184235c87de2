import type { FILE_KINDS } from "../../shared/contract/conversations.ts";

export type FileKind = (typeof FILE_KINDS)[number];

/** A table, and which of its columns plays which part; all names are the file's own. */
export interface MappedTable<Part extends string> {
  readonly name: string;
  /** The column of each part; a part that is absent has none. */
  readonly columns: Readonly<Partial<Record<Part, string>>>;
  /** How a row is told from others of its table: `rowid`, unless the table has none. */
  readonly rowKey: string | null;
}

export type ConversationPart =
  | "id"
  | "createdAt"
  | "name"
  | "model"
  | "provider"
  | "summary"
  | "systemPromptName"
  | "systemPrompt"
  | "userMessage"
  | "assistantResponse"
  /** A JSON array of messages. */
  | "messagesJson"
  /** A JSON object with `model` and `system_prompt`. */
  | "config";

/** Conversations, one a row. */
export interface ConversationTable extends MappedTable<ConversationPart> {
  /** True where an index finds the one row with an id. */
  readonly idIsIndexed: boolean;
}

export type MessagePart =
  | "conversation"
  | "order"
  | "role"
  | "content"
  | "prompt"
  | "response"
  | "system"
  | "model"
  | "createdAt";

/** Messages, one a row (`role` and `content`), or exchanges, one a row (`prompt` and `response`). */
export interface MessageTable extends MappedTable<MessagePart> {
  /** True where every id that names a conversation is stored as text. */
  readonly conversationIsText: boolean;
}

/** Where conversations lie in a file. Both lists empty: there are none. */
export interface Layout {
  readonly kind: FileKind;
  readonly conversations: readonly ConversationTable[];
  readonly messages: MessageTable | null;
  /** Ordinary tables that hold rows, to be named where nothing was recognised. */
  readonly tablesWithRows: readonly string[];
}
