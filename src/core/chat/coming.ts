import type { PendingReply } from "../../shared/contract/chat.ts";
import { AppError, type ErrorBody } from "../../shared/errors.ts";
import type { EndedState, StoredPending, Streamer } from "../conversations/chats/rows.ts";
import { isAbandoned } from "../workspace/leases.ts";

/** A reply of this core, from its call until its end stands in the file. */
export interface ComingReply {
  text: string;
  /** How it ended, where the file did not take that down. */
  ended: { state: EndedState; error: ErrorBody | null } | null;
}

/** The replies that this core waits for, and the judgement about those of others. */
export interface Coming {
  readonly us: Streamer;
  /** Throws `conflict` where a reply of that id is known. */
  add(replyId: string): ComingReply;
  remove(replyId: string): void;
  /** Whether a reply is still being waited for, by this core or by another that lives. */
  isComing(pending: StoredPending): boolean;
  /** The exchange as it is now: the newest text, and `interrupted` where nobody waits for it any more. */
  view(pending: StoredPending): PendingReply;
}

/** Knows of no reply yet. */
export function createComing(us: Streamer, now: () => number): Coming {
  const replies = new Map<string, ComingReply>();
  const own = (pending: StoredPending): ComingReply | undefined =>
    pending.streamer.core === us.core ? replies.get(pending.replyId) : undefined;

  const isComing = (pending: StoredPending): boolean => {
    if (pending.state !== "streaming") return false;
    if (pending.streamer.core === us.core) return own(pending)?.ended === null;
    return !isAbandoned({ ...pending.streamer, heartbeat_at: pending.heartbeatAt }, us, now());
  };

  return {
    us,
    add(replyId) {
      if (replies.has(replyId)) throw new AppError("conflict", `There already is a reply ${replyId}.`);
      const reply: ComingReply = { text: "", ended: null };
      replies.set(replyId, reply);
      return reply;
    },
    remove: (replyId) => void replies.delete(replyId),
    isComing,
    view(pending) {
      const { replyId, operationId, message } = pending;
      const known = pending.state === "streaming" ? own(pending) : undefined;
      const state = pending.state === "streaming" && !isComing(pending) ? "interrupted" : pending.state;
      return {
        replyId,
        operationId,
        message,
        state: known?.ended?.state ?? state,
        text: known?.text ?? pending.text,
        error: known?.ended?.error ?? pending.error,
      };
    },
  };
}
