import { randomUUID } from "node:crypto";
import { toErrorBody } from "../../shared/errors.ts";
import { routeModel } from "../../shared/model-names.ts";
import { openChatDatabase } from "../conversations/chats/database.ts";
import { createExchangeStore } from "../conversations/chats/exchanges.ts";
import { createEventHub } from "../events.ts";
import { createOpenAIProvider } from "../providers/openai/adapter.ts";
import { thisProcess } from "../workspace/leases.ts";
import { createComing } from "./coming.ts";
import { createReply } from "./reply.ts";
import { createAsk } from "./sampling.ts";

// A process of its own that waits for one reply in a chat: `node streaming.fixture.ts FILE CHAT BASE_URL KEY`.
const [path = "", id = "", baseUrl = "", apiKey = ""] = process.argv.slice(2);
const provider = createOpenAIProvider({ apiKey, baseUrl });
const ask = createAsk({
  providers: { open: () => Promise.resolve({ provider, origin: baseUrl, account: null, key: null }) },
  events: createEventHub(),
  routeModel: (name) => routeModel(name, { tuned: [] }),
});
const coming = createComing({ core: randomUUID(), ...thisProcess() }, Date.now);
const exchanges = createExchangeStore(openChatDatabase(path), coming.us, coming.isComing);
const routes = createReply({ ask, exchanges, coming, now: Date.now, describe: toErrorBody, changed: () => undefined });
await routes["chat.reply"](
  { id, pane: 0, replyId: "theirs", message: "And?" },
  {
    caller: { kind: "command-line" },
    operationId: "op_theirs",
    signal: new AbortController().signal,
    report: () => undefined,
  },
);
