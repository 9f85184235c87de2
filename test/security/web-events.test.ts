import { connect, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AppEvent } from "../../src/shared/events.ts";
import { openHost, type TestHost } from "./web-host.ts";

let host: TestHost;
beforeEach(async () => {
  host = await openHost({ waitingBytes: 20_000, streamsPerSession: 2, heartbeatMs: 200 });
});
afterEach(() => host[Symbol.asyncDispose]());

/** A stream as it is heard; `paused` ones do not read. */
interface Stream {
  socket: Socket;
  events: AppEvent[];
  closed: () => boolean;
}

function listen(since: string): Stream {
  const socket = connect(host.server.port, "127.0.0.1");
  const events: AppEvent[] = [];
  let rest = "";
  let isClosed = false;
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    // The last chunk of a stream that ends; the connection itself may be used again.
    if (chunk.endsWith("0\r\n\r\n")) isClosed = true;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) events.push(JSON.parse(line.slice(6)) as AppEvent);
  });
  socket.on("error", () => undefined);
  socket.on("close", () => (isClosed = true));
  socket.write(`GET /api/events?since=${since} HTTP/1.1\r\nHost: localhost\r\nCookie: ${host.cookie}\r\n\r\n`);
  return { socket, events, closed: () => isClosed };
}

const position = () => {
  const { epoch, seq } = host.app.app.client({ kind: "command-line" }).position();
  return `${epoch}.${seq}`;
};
const lastSeq = () => host.app.app.client({ kind: "command-line" }).position().seq;
const change = (value: string) => host.app.query("settings.set", { name: "draft.x", value });

it("a stream that was cut goes on where it was, without an event lost or doubled", async () => {
  const first = listen(position());
  await change("one");
  await expect.poll(() => first.events.length).toBe(1);
  const last = first.events[0];
  first.socket.destroy();
  await change("two");
  await change("three");
  const second = listen(`${last?.epoch ?? ""}.${last?.seq ?? 0}`);
  await expect.poll(() => second.events.map(({ seq }) => seq - (last?.seq ?? 0))).toEqual([1, 2]);
  await change("four");
  await expect.poll(() => second.events.map(({ seq }) => seq - (last?.seq ?? 0))).toEqual([1, 2, 3]);
  second.socket.destroy();
});

it.each(["", "nonsense", "00000000-0000-0000-0000-000000000000.7", "a.b.c"])(
  "a stream since %j, which nobody knows, is told to fetch everything again",
  async (since) => {
    const stream = listen(since);
    await expect.poll(() => stream.events.map(({ topic }) => topic)).toEqual(["resync"]);
    stream.socket.destroy();
  },
);

it("a gap of more than is kept is a resync, and not a silent loss", async () => {
  const since = position();
  for (let at = 0; at < 1_100; at++) await change(String(at));
  const stream = listen(since);
  await expect.poll(() => stream.events.map(({ topic }) => topic)).toEqual(["resync"]);
  stream.socket.destroy();
});

it("a stream that is not read is dropped, while others go on", async () => {
  const stuck = listen(position());
  await change("begin");
  await expect.poll(() => stuck.events.length).toBe(1);
  stuck.socket.pause();
  const other = listen(position());
  // What the system between them takes up comes before what waits here; whoever reads gets its turn.
  for (let at = 0; at < 30_000; at++) {
    await change(String(at));
    await nextTurn();
  }
  const last = lastSeq();
  await expect.poll(() => other.events.at(-1)?.seq, { timeout: 10_000 }).toBe(last);
  stuck.socket.resume();
  await expect.poll(stuck.closed, { timeout: 10_000 }).toBe(true);
  expect(stuck.events.at(-1)?.seq).toBeLessThan(last);
  other.socket.destroy();
}, 60_000);

it("one session has only so many streams: the oldest gives way", async () => {
  const streams = [listen(position()), listen(position()), listen(position())];
  await expect.poll(() => streams.map((stream) => stream.closed()), { timeout: 5_000 }).toContain(true);
  expect(streams.filter((stream) => stream.closed())).toHaveLength(1);
  for (const stream of streams) stream.socket.destroy();
});
