import type { Chat, ChatSummary, Pane } from "../../shared/contract/chat.ts";
import type { ProviderId } from "../../shared/contract/models.ts";
import { AppError } from "../../shared/errors.ts";
import type { ModelRoute } from "../../shared/model-names.ts";
import type { ChatHead, ChatStore, WholeChat } from "../conversations/chats/chats.ts";
import type { Handlers } from "../router.ts";
import type { Coming } from "./coming.ts";

export interface ChatsDependencies {
  chats: ChatStore;
  coming: Coming;
  routeModel: (name: string) => ModelRoute;
  newId: () => string;
  now: () => number;
}

type ChatHandlers = Pick<
  Handlers,
  "chat.list" | "chat.show" | "chat.create" | "chat.dismiss" | "chat.rename" | "chat.remove"
>;

/** Chats and what is done with them, all but replying. */
export function createChats({ chats, coming, routeModel, newId, now }: ChatsDependencies): ChatHandlers {
  const providerOf = (model: string): ProviderId | null => {
    try {
      return routeModel(model).provider;
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  };
  const paneOf = (pane: WholeChat["panes"][number]): Pane => ({
    conversationId: pane.conversationId,
    model: pane.model,
    provider: providerOf(pane.model),
    systemPrompt: pane.systemPrompt,
    persona: pane.persona,
    messages: pane.messages,
    pending: pane.pending === null ? null : coming.view(pane.pending),
  });
  const show = (id: string): Chat => {
    const chat = chats.show(id);
    return { ...summaryOf(chat), panes: chat.panes.map(paneOf) };
  };

  return {
    "chat.list": () => ({ chats: chats.list().map(summaryOf) }),
    "chat.show": ({ id }) => show(id),
    "chat.create": ({ panes }) => {
      // A name that leads nowhere is refused now and not with the first message.
      for (const { model } of panes) routeModel(model);
      const id = newId();
      chats.create(id, panes, now());
      return show(id);
    },
    "chat.dismiss": ({ id, pane }) => {
      chats.dismiss(id, pane);
      return show(id);
    },
    "chat.rename": ({ id, title }) => summaryOf(chats.rename(id, title)),
    "chat.remove": ({ id }) => {
      chats.remove(id);
      return { id };
    },
  };
}

function summaryOf({ id, title, createdAt, updatedAt, panes }: ChatHead): ChatSummary {
  return {
    id,
    title,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    models: panes.map(({ model }) => model),
  };
}
