import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEventHub, type EventHub } from "../../src/core/events.ts";
import { createInProcessClient } from "../../src/core/in-process-client.ts";
import { type AppEvent, eventSchema } from "../../src/shared/events.ts";
import { createEventStreams, type EventStreams, parsePosition } from "../../src/web/event-streams.ts";
import { LIMITS, type Limits } from "../../src/web/limits.ts";
import { openTestWeb } from "../web-server.ts";

// Threat: a tab that sleeps, a network that is cut or a program that never reads makes the server keep what it cannot
// send, or makes a screen show what is no longer so. Safe: what was missed is sent again or said to be unknown, and
// whoever does not keep up is dropped and comes back.

/** The events of one connection as they come. */
interface Listening {
  readonly events: AppEvent[];
  /** How often it has said that it is there. */
  heartbeats(): number;
  /** Resolves when that many have come. */
  until(count: number): Promise<void>;
  /** Resolves when the connection has ended, and tells whether it was ended as a stream ends. */
  ended: Promise<boolean>;
  /** Cuts the connection, as a network does. */
  cut(): void;
  last(): string;
}

interface Served extends AsyncDisposable {
  hub: EventHub;
  streams: EventStreams;
  listen(since: string | null, sessionId?: string): Promise<Listening>;
  /** Connects and reads nothing. */
  sleep(since: string | null): Promise<IncomingMessage>;
}

/** Asks for a stream, on a connection of its own. */
async function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get({ port, path, headers, agent: false }, resolve).on("error", reject);
  const response = await promise;
  // That it is cut off is what the tests are about.
  response.on("error", () => undefined);
  return response;
}

/** The streams on a server of their own, with a hub that the test publishes to. */
async function serve(limits: Partial<Limits> = {}): Promise<Served> {
  const hub = createEventHub();
  const streams = createEventStreams({ ...LIMITS, ...limits });
  const never = () => Promise.reject(new Error("nothing is called here"));
  const server = createServer((incoming, outgoing) => {
    const query = new URL(incoming.url ?? "", "http://localhost").searchParams;
    const sessionId = query.get("session") ?? "";
    const client = createInProcessClient(never, hub, { kind: "browser", sessionId });
    streams.open(outgoing, { client, sessionId, since: parsePosition(query.get("since")) });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sleep = (since: string | null, sessionId = "session_one") => {
    const query = new URLSearchParams({ session: sessionId, ...(since === null ? {} : { since }) });
    return ask(port, `/?${query.toString()}`);
  };
  return {
    hub,
    streams,
    sleep,
    listen: async (since, sessionId) => hear(await sleep(since, sessionId)),
    async [Symbol.asyncDispose]() {
      streams.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function hear(response: IncomingMessage): Listening {
  const events: AppEvent[] = [];
  let heartbeats = 0;
  const waiting = new Set<{ count: number; resolve: () => void }>();
  let last = "";
  const note = (line: string) => {
    if (line.startsWith("id: ")) last = line.slice(4);
    if (line.startsWith("data: ")) events.push(eventSchema.parse(JSON.parse(line.slice(6))));
    if (line === "event: here") heartbeats += 1;
    for (const { count, resolve } of waiting) if (events.length >= count) resolve();
  };
  let rest = "";
  response.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) note(line);
  });
  return {
    events,
    heartbeats: () => heartbeats,
    until: (count) =>
      new Promise((resolve) => {
        waiting.add({ count, resolve });
        if (events.length >= count) resolve();
      }),
    ended: new Promise((resolve) => {
      const end = () => resolve(response.complete);
      if (response.closed) end();
      else response.once("close", end);
    }),
    cut: () => void response.destroy(),
    last: () => last,
  };
}

function publish(hub: EventHub, count: number, characters = 10): void {
  const text = "x".repeat(characters);
  for (let at = 0; at < count; at += 1) hub.publish({ topic: "chat.delta", replyId: "reply_1", offset: 0, text });
}

const textOf = ({ epoch, seq }: { epoch: string; seq: number }) => `${epoch}.${seq}`;
const topics = ({ events }: Listening) => events.map(({ topic }) => topic);
const places = ({ events }: Listening) => events.map(({ seq }) => seq);

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served[Symbol.asyncDispose]());

async function reserve(limits: Partial<Limits>): Promise<void> {
  await served[Symbol.asyncDispose]();
  served = await serve(limits);
}

describe("a stream of events", () => {
  it("that is cut again and again brings each event once and in order", async () => {
    const seen: number[] = [];
    let since = textOf(served.hub.position());
    for (let round = 1; round <= 5; round += 1) {
      const listening = await served.listen(since);
      publish(served.hub, 20);
      await listening.until(20);
      listening.cut();
      // What happens while nobody is there is what the next connection begins with.
      publish(served.hub, 3);
      seen.push(...places(listening));
      since = listening.last();
    }
    const rest = await served.listen(since);
    await expect.poll(() => rest.events.length).toBe(3);
    expect([...seen, ...places(rest)]).toEqual(Array.from({ length: 115 }, (_, at) => at + 1));
  });

  it("begins where the page was made, so that nothing between the two is missed", async () => {
    const made = textOf(served.hub.position());
    publish(served.hub, 1);
    const listening = await served.listen(made);
    await expect.poll(() => places(listening)).toEqual([1]);
  });

  it.each([
    ["of another run of the server", () => "another-run.3"],
    ["that is none", () => "' OR 1=1"],
    ["that has not been yet", () => `${served.hub.position().epoch}.99999`],
    ["that is too long ago", () => `${served.hub.position().epoch}.1`],
    ["that is not said", () => null],
  ])("since a place %s says that everything is to be fetched again, and goes on from here", async (_, since) => {
    publish(served.hub, 1_005);
    const listening = await served.listen(since());
    await expect.poll(() => topics(listening)).toEqual(["resync"]);
    publish(served.hub, 1);
    await expect.poll(() => topics(listening)).toEqual(["resync", "chat.delta"]);
    const again = await served.listen(listening.last());
    publish(served.hub, 1);
    await expect.poll(() => topics(again)).toEqual(["chat.delta"]);
  });

  it("that does not read is dropped, and the others go on", async () => {
    await reserve({ waitingBytes: 200_000 });
    const since = textOf(served.hub.position());
    const other = await served.listen(since);
    const asleep = await served.sleep(since);
    // More than the buffers of the system hold; it is left as soon as too much waits.
    for (let at = 1; at <= 300; at += 1) {
      publish(served.hub, 1, 50_000);
      await other.until(at);
    }
    const late = hear(asleep);
    expect(await late.ended).toBe(false);
    expect(late.events.length).toBeLessThan(300);
    expect(places(other)).toHaveLength(300);
  });

  it("that was dropped is told at once where what it missed is too much, and does not come back for ever", async () => {
    await reserve({ waitingBytes: 400_000 });
    const since = textOf(served.hub.position());
    publish(served.hub, 10, 50_000);
    const listening = await served.listen(since);
    await listening.until(1);
    publish(served.hub, 1);
    await listening.until(2);
    expect(topics(listening)).toEqual(["resync", "chat.delta"]);
  });

  it("shows that it is there while nothing happens", async () => {
    await reserve({ heartbeatMs: 20 });
    const listening = await served.listen(null);
    await expect.poll(() => listening.heartbeats()).toBeGreaterThan(2);
  });

  it("is given up where a session opens too many, the oldest first", async () => {
    await reserve({ streamsPerSession: 2 });
    const others = await served.listen(null, "session_other");
    const [first, second, third] = [await served.listen(null), await served.listen(null), await served.listen(null)];
    expect(await first.ended).toBe(true);
    publish(served.hub, 1);
    for (const open of [others, second, third]) {
      await expect.poll(() => topics(open)).toEqual(["resync", "chat.delta"]);
    }
    expect(topics(first)).toEqual(["resync"]);
  });
});

describe("the streams of a server", () => {
  it("bring what a call has changed, and end with it", async () => {
    const web = await openTestWeb();
    try {
      const cookie = await web.signIn();
      const headers = { cookie };
      const path = "/api/events";
      const response = await ask(web.server.port, path, headers);
      expect(response.headers).toMatchObject({ "content-type": "text/event-stream", "x-accel-buffering": "no" });
      const listening = hear(response);
      await web.call("personas.add", { personas: [{ name: "one", systemPrompt: "Be brief." }] });
      await expect
        .poll(() => listening.events)
        .toContainEqual(expect.objectContaining({ topic: "changed", domain: "personas" }));
      await web.server.close();
      await listening.ended;
    } finally {
      await web[Symbol.asyncDispose]();
    }
  });

  it("resume by the header that browsers send themselves", async () => {
    await using web = await openTestWeb();
    const cookie = await web.signIn();
    const page = await web.send({ headers: [["Cookie", cookie]] });
    const made = /data-events="([^"]+)"/.exec(page.body)?.[1] ?? "";
    await web.call("personas.add", { personas: [{ name: "one", systemPrompt: "Be brief." }] });
    const headers = { cookie, "last-event-id": made };
    const path = "/api/events?since=other.1";
    const response = await ask(web.server.port, path, headers);
    const listening = hear(response);
    await expect.poll(() => topics(listening)).toContain("changed");
    expect(topics(listening)).not.toContain("resync");
    listening.cut();
  });
});
