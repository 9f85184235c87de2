import { AppError, type ErrorBody } from "../../shared/errors.ts";
import type { EndedState } from "../conversations/chats/rows.ts";
import type { Begun, ExchangeKey, ExchangeStore, NewExchange, WholeReply } from "../conversations/chats/exchanges.ts";
import { Closing } from "../operations.ts";
import type { Handlers } from "../router.ts";
import { sleep } from "../sleep.ts";
import type { Coming, ComingReply } from "./coming.ts";
import type { Ask } from "./sampling.ts";
import { titleOf } from "./title.ts";

const SAVE_EVERY_MS = 1_000;
/** A silent reply is saved as well, so that others see that we live. */
const BEAT_EVERY_MS = 10_000;
const KEEP_TRIES = 20;
const KEEP_PAUSE_MS = 250;

export interface ReplyDependencies {
  ask: Ask;
  exchanges: ExchangeStore;
  coming: Coming;
  now: () => number;
  /** A failure as it may be kept, without a key. */
  describe: (error: unknown) => ErrorBody;
  /** Tells that a reply has begun, or has ended without becoming part of its chat. */
  changed: () => void;
}

/** Replies of chats: each becomes part of its conversation whole, or stays a pending exchange. */
export function createReply(dependencies: ReplyDependencies): Pick<Handlers, "chat.reply"> {
  const { ask, exchanges, coming, now, describe, changed } = dependencies;

  const end = (key: ExchangeKey, reply: ComingReply, state: EndedState, error: ErrorBody | null): void => {
    try {
      exchanges.end(key, state, reply.text, error);
      coming.remove(key.replyId);
    } catch (failure) {
      if (!(failure instanceof AppError)) throw failure;
      // The file cannot be written: what happened is known as long as this process lives.
      reply.ended = { state, error };
    }
  };

  const begin: (exchange: NewExchange) => Begun = (exchange) => {
    try {
      return exchanges.begin(exchange, now());
    } catch (error) {
      coming.remove(exchange.replyId);
      throw error;
    }
  };

  return {
    "chat.reply": async ({ id: chatId, pane: position, replyId, message }, { signal, report, operationId }) => {
      const key = { chatId, position, replyId };
      const reply = coming.add(replyId);
      const { pane, history } = begin({ ...key, operationId, message, title: titleOf(message) });
      changed();
      const stopSaving = saveWhileComing(exchanges, key, reply, now);
      try {
        const said = history.map(({ role, content }) => ({ role, content }));
        const sampled = await ask(
          {
            replyId,
            model: pane.model,
            systemPrompt: pane.systemPrompt,
            messages: [...said, { role: "user", content: message }],
            key: null,
          },
          { signal, report },
          (text) => void (reply.text += text),
        );
        stopSaving();
        const { finishReason, usage, firstTokenMs, latencyMs } = sampled;
        const numbers = { finishReason, usage, firstTokenMs, latencyMs };
        await keep(exchanges, key, { model: sampled.model, reply: sampled.reply, numbers }, now);
        coming.remove(replyId);
        return { role: "assistant", content: sampled.reply, numbers };
      } catch (error) {
        stopSaving();
        if (!signal.aborted) end(key, reply, "failed", describe(error));
        else end(key, reply, signal.reason instanceof Closing ? "interrupted" : "stopped", null);
        changed();
        throw error;
      }
    },
  };
}

/** Saves the text about once a second; the returned function ends that. */
function saveWhileComing(
  exchanges: ExchangeStore,
  key: ExchangeKey,
  reply: ComingReply,
  now: () => number,
): () => void {
  let saved = { length: 0, at: performance.now() };
  const save = () => {
    const at = performance.now();
    if (reply.text.length === saved.length && at - saved.at < BEAT_EVERY_MS) return;
    try {
      exchanges.save(key, reply.text, now());
      saved = { length: reply.text.length, at };
    } catch (error) {
      // What was not saved now is saved with the next piece; that the file is gone shows at the end.
      if (!(error instanceof AppError)) throw error;
    }
  };
  const timer = setInterval(save, SAVE_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** The reply was paid for: while another program holds the file, it is tried again, even if a stop is asked for now. */
async function keep(exchanges: ExchangeStore, key: ExchangeKey, whole: WholeReply, now: () => number): Promise<void> {
  for (let left = KEEP_TRIES; ; left--) {
    try {
      return exchanges.keep(key, whole, now());
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "busy" || left === 0) throw error;
      await sleep(KEEP_PAUSE_MS, new AbortController().signal);
    }
  }
}
