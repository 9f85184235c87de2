import { randomUUID } from "node:crypto";
import type { ErrorBody } from "../../shared/errors.ts";
import { createChatStore } from "../conversations/chats/chats.ts";
import type { ChatDatabase } from "../conversations/chats/database.ts";
import { createExchangeStore } from "../conversations/chats/exchanges.ts";
import type { Handlers } from "../router.ts";
import type { Sources } from "../sources.ts";
import { thisProcess } from "../workspace/leases.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { createChats } from "./chats.ts";
import { createComing } from "./coming.ts";
import { createReply } from "./reply.ts";
import { createAsk, type SamplingDependencies } from "./sampling.ts";
import { createSend } from "./send.ts";

export interface ChatDependencies extends SamplingDependencies {
  workspace: Workspace;
  /** Where chats are kept. */
  file: ChatDatabase;
  sources: Sources;
  /** A failure as it may be kept, without a key. */
  describe: (error: unknown) => ErrorBody;
}

type ChatRoute = Extract<keyof Handlers, `chat.${string}`>;

/** Talking to models; what is said is kept once a reply is whole, so that half a reply never looks like one. */
export function createChat(dependencies: ChatDependencies): Pick<Handlers, ChatRoute> {
  const { workspace, events, file, sources, routeModel, describe } = dependencies;
  const { now } = workspace;
  const ask = createAsk(dependencies);
  const coming = createComing({ core: randomUUID(), ...thisProcess() }, now);
  const chats = createChatStore(file, coming.isComing);
  const exchanges = createExchangeStore(file, coming.us, coming.isComing);
  const changed = () => events.publish({ topic: "changed", domain: "chats" });
  return {
    ...createSend({ ask, sources, now, database: file.path }),
    ...createChats({ chats, coming, routeModel, now, newId: () => workspace.newId("chat") }),
    ...createReply({ ask, exchanges, coming, now, describe, changed }),
  };
}
