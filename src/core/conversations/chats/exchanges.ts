import type Database from "better-sqlite3";
import type { ChatMessage, ReplyNumbers } from "../../../shared/contract/chat.ts";
import { AppError, type ErrorBody } from "../../../shared/errors.ts";
import { insertHead, insertMessages } from "../own-format.ts";
import { found, headOf, messagesOf, paneOf, pendingOf, refuseComing, removePending } from "./chats.ts";
import type { ChatDatabase } from "./database.ts";
import type { EndedState, StoredPane, StoredPending, Streamer } from "./rows.ts";

/** Which exchange of which pane. */
export interface ExchangeKey {
  chatId: string;
  position: number;
  replyId: string;
}

export interface NewExchange extends ExchangeKey {
  operationId: string;
  message: string;
  /** What the chat is called from now on if it has no title. */
  title: string;
}

/** The pane in which is replied, and what was said in it before. */
export interface Begun {
  pane: StoredPane;
  history: ChatMessage[];
}

/** A reply that is whole, and what it was sampled from. */
export interface WholeReply {
  model: string;
  reply: string;
  numbers: ReplyNumbers;
}

/** The way of one exchange: begun before the call, kept as messages when its reply is whole, or ended as pending. */
export interface ExchangeStore {
  /**
   * Writes down that a reply is waited for, in place of an exchange that has ended, and answers what was said before.
   * Throws `conflict` while another is coming.
   */
  begin(exchange: NewExchange, now: number): Begun;
  /** Keeps what has come so far and shows that we live. */
  save(key: ExchangeKey, text: string, now: number): void;
  /** Moves the exchange into the conversation; throws `conflict` where it is no longer ours. */
  keep(key: ExchangeKey, whole: WholeReply, now: number): void;
  /** Leaves the exchange as pending, never to become part of the conversation. */
  end(key: ExchangeKey, state: EndedState, text: string, error: ErrorBody | null): void;
}

/** Keeps exchanges in the file on behalf of one core. */
export function createExchangeStore(
  file: ChatDatabase,
  us: Streamer,
  isComing: (pending: StoredPending) => boolean,
): ExchangeStore {
  const isOurs = (database: Database.Database, key: ExchangeKey): boolean => {
    const pending = pendingOf(database, key.chatId, key.position);
    return pending?.replyId === key.replyId && pending.streamer.core === us.core;
  };

  return {
    begin: (exchange, now) =>
      found(
        exchange.chatId,
        file.write((database) => {
          const { chatId, position } = exchange;
          const pane = paneOf(headOf(database, chatId), position);
          refuseComing(pendingOf(database, chatId, position), isComing);
          removePending(database, chatId, position);
          insertPending(database, exchange, us, now);
          database
            .prepare(
              `UPDATE tunewright_chats SET updated_at = ?, has_messages = 1,
               title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?`,
            )
            .run(now, exchange.title, chatId);
          return { pane, history: messagesOf(database, pane.conversationId) };
        }),
      ),
    save: (key, text, now) =>
      void file.write((database) => {
        if (!isOurs(database, key)) return;
        database
          .prepare("UPDATE tunewright_pending SET text = ?, heartbeat_at = ? WHERE chat_id = ? AND position = ?")
          .run(text, now, key.chatId, key.position);
      }),
    keep: (key, whole, now) => {
      const kept = file.write((database) => {
        const pending = pendingOf(database, key.chatId, key.position);
        if (pending === null || !isOurs(database, key)) throw noLongerOurs(key, whole);
        const pane = paneOf(headOf(database, key.chatId), key.position);
        appendExchange(database, pane, pending.message, whole, new Date(now));
        removePending(database, key.chatId, key.position);
        database.prepare("UPDATE tunewright_chats SET updated_at = ? WHERE id = ?").run(now, key.chatId);
        return true;
      });
      if (kept === null) throw noLongerOurs(key, whole);
    },
    end: (key, state, text, error) =>
      void file.write((database) => {
        if (!isOurs(database, key)) return;
        database
          .prepare("UPDATE tunewright_pending SET state = ?, text = ?, error = ? WHERE chat_id = ? AND position = ?")
          .run(state, text, error === null ? null : JSON.stringify(error), key.chatId, key.position);
      }),
  };
}

/** The reply was paid for: it is handed over although it could not be kept. */
function noLongerOurs({ chatId }: ExchangeKey, { reply }: WholeReply): AppError {
  return new AppError(
    "conflict",
    `The reply was not kept: the chat ${chatId} was changed by another window meanwhile.`,
    {
      hint: "Look at the chat again, and ask anew.",
      detail: { reply },
    },
  );
}

function insertPending(database: Database.Database, exchange: NewExchange, us: Streamer, now: number): void {
  database
    .prepare(
      `INSERT INTO tunewright_pending (chat_id, position, reply_id, operation_id, state, message, text, error,
         core, host, boot, process, heartbeat_at)
       VALUES (?, ?, ?, ?, 'streaming', ?, '', NULL, ?, ?, ?, ?, ?)`,
    )
    .run(
      exchange.chatId,
      exchange.position,
      exchange.replyId,
      exchange.operationId,
      exchange.message,
      us.core,
      us.host,
      us.boot,
      us.process,
      now,
    );
}

function appendExchange(
  database: Database.Database,
  pane: StoredPane,
  message: string,
  { model, reply, numbers }: WholeReply,
  now: Date,
): void {
  const id = pane.conversationId;
  if (database.prepare("SELECT 1 FROM conversations WHERE id = ?").get(id) === undefined) {
    insertHead(database, { id, model, systemPrompt: pane.systemPrompt, systemPromptName: pane.persona }, now);
  }
  const next = database
    .prepare<[string], number>("SELECT ifnull(max(message_index) + 1, 0) FROM messages WHERE conversation_id = ?")
    .pluck()
    .get(id);
  const first = next ?? 0;
  insertMessages(database, id, first, [
    { role: "user", content: message },
    { role: "assistant", content: reply },
  ]);
  database
    .prepare(
      `INSERT OR REPLACE INTO tunewright_replies (conversation_id, message_index, finish_reason, input_tokens,
         output_tokens, first_token_ms, latency_ms) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      first + 1,
      numbers.finishReason,
      numbers.usage.inputTokens,
      numbers.usage.outputTokens,
      numbers.firstTokenMs,
      numbers.latencyMs,
    );
}
