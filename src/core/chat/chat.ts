import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { ErrorBody } from "../../shared/errors.ts";
import { createChatStore } from "../conversations/chats/chats.ts";
import { openChatDatabase } from "../conversations/chats/database.ts";
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
  sources: Sources;
  /** A failure as it may be kept, without a key. */
  describe: (error: unknown) => ErrorBody;
}

type ChatRoute = Extract<keyof Handlers, `chat.${string}`>;

/** Talking to models; what is said is kept once a reply is whole, so that half a reply never looks like one. */
export function createChat(dependencies: ChatDependencies): Pick<Handlers, ChatRoute> {
  const { workspace, sources, routeModel, describe } = dependencies;
  const { now } = workspace;
  const ask = createAsk(dependencies);
  const file = openChatDatabase(join(workspace.folder, "conversations.db"));
  const coming = createComing({ core: randomUUID(), ...thisProcess() }, now);
  const chats = createChatStore(file, coming.isComing);
  const exchanges = createExchangeStore(file, coming.us, coming.isComing);
  return {
    ...createSend({ ask, sources, now, database: file.path }),
    ...createChats({ chats, coming, routeModel, now, newId: () => workspace.newId("chat") }),
    ...createReply({ ask, exchanges, coming, now, describe }),
  };
}
