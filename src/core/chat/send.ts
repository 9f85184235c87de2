import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../../shared/errors.ts";
import { messageOf } from "../../shared/thrown.ts";
import { assertCanKeep, keepConversation, type NewConversation } from "../conversations/write.ts";
import type { Handlers } from "../router.ts";
import type { Sources } from "../sources.ts";
import type { Ask } from "./sampling.ts";

export interface SendDependencies {
  ask: Ask;
  sources: Sources;
  now: () => number;
  /** Where conversations are kept that name no place. */
  database: string;
}

/** A reply is paid for, so what can be known of the place it will be kept in is looked at before. */
function assertPlace(database: string): void {
  const found = statSync(database, { throwIfNoEntry: false });
  const place = found === undefined ? dirname(database) : database;
  try {
    if (found?.isDirectory() === true) throw new Error("it is a folder");
    if (!existsSync(place)) throw new Error(`there is no folder ${place}`);
    accessSync(place, constants.W_OK);
  } catch (error) {
    throw new AppError("not_writable", `The conversation cannot be kept in ${database}: ${messageOf(error)}.`, {
      hint: "Name a file in a folder that is there and may be written, with --database.",
    });
  }
}

/** One message and its reply, kept as a conversation once the reply is whole. */
export function createSend({ ask, sources, now, database: own }: SendDependencies): Pick<Handlers, "chat.send"> {
  const keep = (database: string, conversation: NewConversation): string => {
    try {
      return keepConversation(database, conversation, new Date(now()));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // The reply was paid for: it is handed over although it could not be kept.
      const reply = conversation.messages.at(-1)?.content ?? "";
      throw new AppError(error.code, error.message, { hint: error.hint, detail: { reply }, cause: error });
    }
  };
  return {
    "chat.send": async ({ replyId, systemPrompt, message, key, ...input }, context) => {
      const database = input.database === null ? own : sources.toWrite(input.database, context.caller);
      assertPlace(database);
      assertCanKeep(database);
      const question = { role: "user" as const, content: message };
      const sampled = await ask({ replyId, model: input.model, systemPrompt, messages: [question], key }, context);
      const { model, provider, reply, finishReason, usage, latencyMs } = sampled;
      const messages = [question, { role: "assistant" as const, content: reply }];
      const conversationId = keep(database, { model, systemPrompt, messages });
      const practice = provider === "practice";
      return { model, provider, practice, reply, finishReason, usage, latencyMs, conversationId, database };
    },
  };
}
