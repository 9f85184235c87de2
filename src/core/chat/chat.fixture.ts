import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { openTestApp, simulated, type TestApp } from "../../../test/app.ts";
import { type Simulator, startSimulator } from "../../../test/simulator/simulator.ts";
import type { Chat, Pane } from "../../shared/contract/chat.ts";
import type { AppEvent } from "../../shared/events.ts";

export const MODEL = "gpt-5-mini";
const OTHER_MODEL = "openai/gpt-oss-20b";

/** What each test of chats gets anew: a simulated provider, a core, and its data folder. */
export interface ChatDesk {
  readonly simulator: Simulator;
  readonly app: TestApp;
  /** The file in which chats lie. */
  readonly file: string;
  /** Makes a chat with that many panes and returns its id. */
  create(panes?: 1 | 2): Promise<string>;
  reply(id: string, message: string, options?: ReplyOptions): ReturnType<TestApp["run"]>;
  show(id: string, app?: TestApp): Promise<Chat>;
  pane(id: string, position?: number, app?: TestApp): Promise<Pane>;
}

export interface ReplyOptions {
  pane?: number;
  replyId?: string;
  signal?: AbortSignal;
  app?: TestApp;
}

/** Registers set-up and tear-down, and hands out what the running test got. */
export function useChats(): ChatDesk {
  let simulator: Simulator | null = null;
  let app: TestApp | null = null;
  let replies = 0;
  beforeEach(async () => {
    simulator = await startSimulator();
    app = openTestApp({ environment: simulated(simulator) });
  });
  afterEach(async () => {
    await app?.[Symbol.asyncDispose]();
    await simulator?.stop();
  });
  const running = <T>(value: T | null): T => {
    if (value === null) throw new Error("a desk is there within tests only");
    return value;
  };
  const show: ChatDesk["show"] = (id, on = running(app)) => on.query("chat.show", { id });
  return {
    get simulator() {
      return running(simulator);
    },
    get app() {
      return running(app);
    },
    get file() {
      return join(running(app).folder, "data", "conversations.db");
    },
    async create(panes = 1) {
      const models = [MODEL, OTHER_MODEL].slice(0, panes);
      return (await running(app).query("chat.create", { panes: models.map((model) => ({ model })) })).id;
    },
    reply(id, message, { pane = 0, replyId, signal, app: on = running(app) } = {}) {
      replies += 1;
      return on.run("chat.reply", { id, pane, replyId: replyId ?? `reply_${replies}`, message }, signal);
    },
    show,
    async pane(id, position = 0, on = running(app)) {
      const found = (await show(id, on)).panes[position];
      if (found === undefined) throw new Error(`the chat has no pane ${position}`);
      return found;
    },
  };
}

/** What was said in a pane, in its order. */
export function said(pane: Pane): string[] {
  return pane.messages.map(({ role, content }) => `${role}: ${content}`);
}

/** The deltas of a reply, from now on. */
export function hearDeltas(app: TestApp, replyId: string): Extract<AppEvent, { topic: "chat.delta" }>[] {
  const heard: Extract<AppEvent, { topic: "chat.delta" }>[] = [];
  app.client.subscribe((event) => {
    if (event.topic === "chat.delta" && event.replyId === replyId) heard.push(event);
  });
  return heard;
}
