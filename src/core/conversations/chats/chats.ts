import { randomUUID } from "node:crypto";
import type Database from "better-sqlite3";
import type { ChatMessage, PaneChoice } from "../../../shared/contract/chat.ts";
import { AppError } from "../../../shared/errors.ts";
import type { ChatDatabase } from "./database.ts";
import { readChat, readMessage, readPane, readPending, type StoredPane, type StoredPending } from "./rows.ts";

/** A chat without what was said in it. Times are UTC milliseconds. */
export interface ChatHead {
  id: string;
  title: string;
  createdAt: number;
  updatedAt: number;
  hasMessages: boolean;
  panes: StoredPane[];
}

/** A chat with everything that was said in it. */
export interface WholeChat extends ChatHead {
  panes: (StoredPane & { messages: ChatMessage[]; pending: StoredPending | null })[];
}

/** The chats of the file. An id that is not there is `not_found`; changes are refused with `conflict` while a reply is coming. */
export interface ChatStore {
  /** Those in which something was said, the one last spoken in first. */
  list(): ChatHead[];
  show(id: string): WholeChat;
  create(id: string, panes: readonly PaneChoice[], now: number): void;
  rename(id: string, title: string): ChatHead;
  /** Removes an ended exchange, if there is one. */
  dismiss(id: string, position: number): void;
  /** Removes the chat with its conversations. */
  remove(id: string): void;
}

/** Keeps chats in the file; `isComing` knows whether a reply is still being waited for, here or elsewhere. */
export function createChatStore(file: ChatDatabase, isComing: (pending: StoredPending) => boolean): ChatStore {
  return {
    list: () =>
      file.read((database) => {
        const panes = Map.groupBy(panesOf(database, null), ({ chatId }) => chatId);
        return database
          .prepare("SELECT * FROM tunewright_chats WHERE has_messages ORDER BY updated_at DESC, rowid DESC")
          .all()
          .map(readChat)
          .map((chat) => ({ ...chat, panes: panes.get(chat.id) ?? [] }));
      }) ?? [],
    show: (id) =>
      found(
        id,
        file.read((database) => {
          const head = headOf(database, id);
          const panes = head.panes.map((pane) => ({
            ...pane,
            messages: messagesOf(database, pane.conversationId),
            pending: pendingOf(database, id, pane.position),
          }));
          return { ...head, panes };
        }),
      ),
    create: (id, panes, now) =>
      file.make((database) => {
        database
          .prepare("INSERT INTO tunewright_chats (id, title, created_at, updated_at) VALUES (?, '', ?, ?)")
          .run(id, now, now);
        const add = database.prepare(
          `INSERT INTO tunewright_panes (chat_id, position, conversation_id, model, persona, system_prompt)
           VALUES (?, ?, ?, ?, ?, ?)`,
        );
        for (const [position, { model, persona, systemPrompt }] of panes.entries()) {
          add.run(id, position, randomUUID(), model, persona, systemPrompt);
        }
      }),
    rename: (id, title) =>
      found(
        id,
        file.write((database) => {
          database.prepare("UPDATE tunewright_chats SET title = ? WHERE id = ?").run(title, id);
          return headOf(database, id);
        }),
      ),
    dismiss: (id, position) =>
      void found(
        id,
        file.write((database) => {
          const pane = paneOf(headOf(database, id), position);
          refuseComing(pendingOf(database, id, pane.position), isComing);
          removePending(database, id, position);
          return true;
        }),
      ),
    remove: (id) =>
      void found(
        id,
        file.write((database) => {
          const { panes } = headOf(database, id);
          for (const { position } of panes) refuseComing(pendingOf(database, id, position), isComing);
          database.prepare("DELETE FROM tunewright_pending WHERE chat_id = ?").run(id);
          database.prepare("DELETE FROM tunewright_panes WHERE chat_id = ?").run(id);
          database.prepare("DELETE FROM tunewright_chats WHERE id = ?").run(id);
          for (const { conversationId } of panes) removeConversation(database, conversationId);
          return true;
        }),
      ),
  };
}

function removeConversation(database: Database.Database, id: string): void {
  database.prepare("DELETE FROM tunewright_replies WHERE conversation_id = ?").run(id);
  database.prepare("DELETE FROM messages WHERE conversation_id = ?").run(id);
  database.prepare("DELETE FROM conversations WHERE id = ?").run(id);
}

/** What was found of the chat of that id; throws `not_found` where nothing was. */
export function found<T>(id: string, value: T | null): T {
  if (value !== null) return value;
  throw new AppError("not_found", `There is no chat ${id}.`, {
    hint: "It may have been removed; choose one that is listed.",
  });
}

/** The panes of one chat, or of every chat where it is null, in their order. */
function panesOf(database: Database.Database, chatId: string | null): StoredPane[] {
  const all = "SELECT * FROM tunewright_panes";
  const rows =
    chatId === null
      ? database.prepare(`${all} ORDER BY position`).all()
      : database.prepare(`${all} WHERE chat_id = ? ORDER BY position`).all(chatId);
  return rows.map(readPane);
}

/** The chat of that id; throws `not_found`. */
export function headOf(database: Database.Database, id: string): ChatHead {
  const row = database.prepare("SELECT * FROM tunewright_chats WHERE id = ?").get(id) ?? null;
  return { ...readChat(found(id, row)), panes: panesOf(database, id) };
}

/** The pane at that position; throws `not_found`. */
export function paneOf(chat: ChatHead, position: number): StoredPane {
  const pane = chat.panes.find((one) => one.position === position);
  if (pane !== undefined) return pane;
  throw new AppError("not_found", `The chat ${chat.id} has no second pane.`, { hint: "Look at the chat again." });
}

/** The whole messages of a conversation, in their order. */
export function messagesOf(database: Database.Database, conversationId: string): ChatMessage[] {
  return database
    .prepare(
      `SELECT m.role, m.content, r.conversation_id IS NOT NULL AS numbered, r.finish_reason, r.input_tokens,
         r.output_tokens, r.first_token_ms, r.latency_ms
       FROM messages m LEFT JOIN tunewright_replies r USING (conversation_id, message_index)
       WHERE m.conversation_id = ? ORDER BY m.message_index`,
    )
    .all(conversationId)
    .map(readMessage);
}

/** The exchange of a pane that has not become part of its conversation. */
export function pendingOf(database: Database.Database, chatId: string, position: number): StoredPending | null {
  const row = database
    .prepare("SELECT * FROM tunewright_pending WHERE chat_id = ? AND position = ?")
    .get(chatId, position);
  return row === undefined ? null : readPending(row);
}

/** Forgets the exchange of a pane. */
export function removePending(database: Database.Database, chatId: string, position: number): void {
  database.prepare("DELETE FROM tunewright_pending WHERE chat_id = ? AND position = ?").run(chatId, position);
}

/** Throws `conflict` where a reply is still coming. */
export function refuseComing(pending: StoredPending | null, isComing: (pending: StoredPending) => boolean): void {
  if (pending === null || !isComing(pending)) return;
  throw new AppError("conflict", "A reply is still coming here.", { hint: "Wait for its end, or stop it." });
}
