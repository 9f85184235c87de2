import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { create } from "zustand";
import type { Chat } from "../../../shared/contract/chat.ts";
import { AppError, type ErrorBody } from "../../../shared/errors.ts";
import { useBridge } from "../../bridge/bridge.tsx";
import { newId } from "../../bridge/ids.ts";
import { useEvents } from "../../bridge/routes.ts";
import { type Heard, hear } from "./join-text.ts";

/** Deltas by reply, outside of React Query: they come thirty times a second and only a pane's end cares. */
const useHeard = create<{ replies: Readonly<Record<string, Heard>> }>()(() => ({ replies: {} }));

/** What was heard of one reply since this screen listens. */
export function useHeardReply(replyId: string | null): Heard | undefined {
  return useHeard(({ replies }) => (replyId === null ? undefined : replies[replyId]));
}

/** Follows the replies of all chats: deltas as they come, and a fresh look at the chats when a reply ends. */
export function useReplyEvents(): void {
  const queries = useQueryClient();
  useEvents((event) => {
    if (event.topic === "chat.delta") {
      const { replyId, offset, text } = event;
      useHeard.setState(({ replies }) => ({
        replies: { ...replies, [replyId]: hear(replies[replyId], { offset, text }) },
      }));
    } else if (event.topic === "operation" && event.state !== "running" && event.operationId.startsWith("chat_")) {
      void queries.invalidateQueries({ queryKey: ["chat.show"] });
    }
  });
}

interface Sending {
  /** Sends a message to these panes of a chat; resolves once every one of them was accepted or refused. */
  send(chat: Chat, panes: readonly number[], message: string): Promise<void>;
  /** Stops every reply of a chat that is still coming. */
  stop(chat: Chat): void;
  isSending: boolean;
  /** Why the last message was not accepted by a pane; its own failures stand in the pane. */
  error: ErrorBody | null;
}

/** Sending and stopping; replies belong to the core and go on when the screen leaves. */
export function useSending(): Sending {
  const client = useBridge();
  const queries = useQueryClient();
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<ErrorBody | null>(null);

  /** Why this pane did not take the message, or null: what fails later is kept by the core and stands in the pane. */
  const sendTo = useCallback(
    async (chat: Chat, pane: number, message: string): Promise<ErrorBody | null> => {
      const replyId = newId("reply");
      const operationId = newId("chat");
      const answer = await client.call("chat.reply", { id: chat.id, pane, message, replyId, operationId });
      if (!answer.ok) return answer.error;
      const begun = await client.call("operations.get", { operationId });
      if (!begun.ok || begun.data.state !== "failed") return null;
      const shown = await client.call("chat.show", { id: chat.id });
      const isKept = shown.ok && shown.data.panes[pane]?.pending?.replyId === replyId;
      return isKept ? null : begun.data.error;
    },
    [client],
  );
  const send = useCallback(
    async (chat: Chat, panes: readonly number[], message: string) => {
      setSending(true);
      setError(null);
      const refusals = await Promise.all(panes.map((pane) => sendTo(chat, pane, message)));
      const isHeard = refusals.some((one) => one === null);
      if (isHeard) await queries.invalidateQueries({ queryKey: ["chat.show", { id: chat.id }] });
      setSending(false);
      const refusal = refusals.find((one) => one !== null);
      if (refusal === undefined) return;
      setError(refusal);
      // Where one pane took it, sending it again would say it twice there.
      if (!isHeard) throw AppError.fromBody(refusal);
    },
    [queries, sendTo],
  );
  const stop = useCallback(
    (chat: Chat) => {
      for (const { pending } of chat.panes) {
        if (pending?.state === "streaming") void client.call("operations.cancel", { operationId: pending.operationId });
      }
    },
    [client],
  );
  return { send, stop, isSending, error };
}
