import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "../../shared/errors.ts";
import type { ModelRoute } from "../../shared/model-names.ts";
import { sample } from "../calls/sample.ts";
import { assertCanKeep, keepConversation, type NewConversation } from "../conversations/write.ts";
import type { EventHub } from "../events.ts";
import type { Providers } from "../providers/open-provider.ts";
import type { ChatMessage } from "../providers/provider.ts";
import type { Handlers } from "../router.ts";
import type { Sources } from "../sources.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { createDeltas } from "./deltas.ts";
import { messageOf } from "../../shared/thrown.ts";

export interface ChatDependencies {
  workspace: Workspace;
  providers: Providers;
  sources: Sources;
  events: EventHub;
  routeModel: (name: string) => ModelRoute;
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

/** Talking to a model; a conversation is kept once its reply is whole, so that half a reply never looks like one. */
export function createChat(dependencies: ChatDependencies): Pick<Handlers, "chat.send"> {
  const { workspace, providers, sources, events, routeModel } = dependencies;
  const keep = (database: string, conversation: NewConversation): string => {
    try {
      return keepConversation(database, conversation, new Date(workspace.now()));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // The reply was paid for: it is handed over although it could not be kept.
      const reply = conversation.messages.at(-1)?.content ?? "";
      throw new AppError(error.code, error.message, { hint: error.hint, detail: { reply }, cause: error });
    }
  };
  return {
    "chat.send": async (input, { caller, signal, report }) => {
      const database =
        input.database === null ? join(workspace.folder, "conversations.db") : sources.toWrite(input.database, caller);
      assertPlace(database);
      assertCanKeep(database);
      const route = routeModel(input.model);
      const { provider } = await providers.open(
        route.provider,
        (note) => report({ done: 0, total: null, unit: "notice", note }),
        input.key,
      );
      const system: ChatMessage[] =
        input.systemPrompt === null ? [] : [{ role: "system", content: input.systemPrompt }];
      const deltas = createDeltas((offset, text) =>
        events.publish({ topic: "chat.delta", replyId: input.replyId, offset, text }),
      );
      const sampled = await sample(
        provider,
        { model: route.model, messages: [...system, { role: "user", content: input.message }] },
        signal,
        deltas.add,
      ).finally(deltas.end);
      const conversationId = keep(database, {
        model: route.model,
        systemPrompt: input.systemPrompt,
        messages: [
          { role: "user", content: input.message },
          { role: "assistant", content: sampled.reply },
        ],
      });
      return {
        model: route.model,
        provider: route.provider,
        practice: route.provider === "practice",
        ...sampled,
        conversationId,
        database,
      };
    },
  };
}
