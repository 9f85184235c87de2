import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { Socket } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openedSourceSchema } from "../../src/shared/contract/files.ts";
import type { Limits } from "../../src/web/limits.ts";
import {
  type Answer,
  closed,
  dial,
  format,
  openTestWeb,
  parseAnswer,
  type RawRequest,
  readAll,
  type TestWeb,
} from "../web-server.ts";

// Threat: a request that never ends, says less than it sends or comes a thousand times fills memory, disk or the table
// of connections. Safe: everything is counted as it comes, and what is refused leaves nothing.

const LONG = 60_000;

let web: TestWeb;
let cookie: string;

async function open(limits: Partial<Limits> = {}): Promise<void> {
  web = await openTestWeb({
    limits: {
      call: { bytes: 1_000, idleMs: LONG, wholeMs: LONG },
      upload: { bytes: 100_000, idleMs: LONG, wholeMs: LONG },
      ...limits,
    },
  });
  cookie = await web.signIn();
}

beforeEach(() => open());
afterEach(() => web[Symbol.asyncDispose]());

async function reopen(limits: Partial<Limits>): Promise<void> {
  await web[Symbol.asyncDispose]();
  await open(limits);
}

type Headers = [string, string][];

function call(body: string, headers: Headers = []): RawRequest {
  const all: Headers = [["Cookie", cookie], ["Content-Type", "application/json"], ...headers];
  return { method: "POST", target: "/api/call/settings.set", headers: all, body };
}

function upload(name: string, body: string, headers: Headers = []): RawRequest {
  const all: Headers = [["Cookie", cookie], ["Content-Type", "application/octet-stream"], ...headers];
  return { method: "POST", target: `/api/upload?name=${encodeURIComponent(name)}`, headers: all, body };
}

const CHUNKED: Headers = [["Transfer-Encoding", "chunked"]];
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const input = (length: number) => JSON.stringify({ name: "draft.long", value: "x".repeat(length) });

/** Opens a connection and sends the beginning of a request; what is missing never comes. */
function begin(request: RawRequest): Socket {
  const socket = dial(web.server.port);
  socket.write(format(web.server.port, request));
  return socket;
}

async function isAlive(): Promise<boolean> {
  return (await web.send({ headers: [["Cookie", cookie]] })).status === 200;
}

/** The folders in which uploads lie. */
function uploads(): string[] {
  const folder = join(web.core.folder, "data", "uploads");
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe("the body of a call", () => {
  it("is taken up to its limit", async () => {
    expect(JSON.parse((await web.send(call(input(800)))).body)).toMatchObject({ ok: true });
  });

  it.each([
    ["as its length says", () => call(input(2_000))],
    ["in pieces without a length", () => call(`${chunk(input(2_000))}0\r\n\r\n`, CHUNKED)],
    ["by what its length says, before any of it comes", () => call("", [["Content-Length", "99999999999"]])],
  ] satisfies [string, () => RawRequest][])("is refused where it is longer: %s", async (_, make) => {
    expect((await web.send(make())).status).toBe(413);
    expect((await web.core.query("settings.get", { names: ["draft.long"] })).values).toEqual({});
    expect(await isAlive()).toBe(true);
  });

  it("that goes on without end is cut off, and memory is not filled with it", async () => {
    const socket = begin(call("", CHUNKED));
    socket.resume();
    const piece = chunk("x".repeat(60_000));
    let sent = 0;
    const pour = () => {
      while (!socket.destroyed && sent < 100_000 && socket.write(piece)) sent += 1;
    };
    socket.on("drain", pour);
    pour();
    await closed(socket);
    expect(sent).toBeLessThan(100_000);
    expect(await isAlive()).toBe(true);
  });

  it("that is longer than its length says ends where that says", async () => {
    const lying = call(`{"name":"draft.long","value":1}GET /api/limits HTTP/1.1\r\nHost: evil.example\r\n\r\n`, [
      ["Content-Length", "31"],
      ["Connection", "keep-alive"],
    ]);
    const all = await readAll(begin(lying));
    expect(parseAnswer(all).status).toBe(200);
    expect(all).toContain("HTTP/1.1 403");
    expect(all).not.toContain("uploadBytes");
  });

  it.each(["-1", "1e3", "0x10", "99999999999999999999999", "5, 6"])("of the length %j is refused", async (length) => {
    expect([400, 413]).toContain((await web.send(call("{}", [["Content-Length", length]]))).status);
    expect(await isAlive()).toBe(true);
  });

  it("that stands still is not waited for", async () => {
    await reopen({ call: { bytes: 1_000, idleMs: 100, wholeMs: LONG } });
    await readAll(begin(call('{"name":', [["Content-Length", "500"]])));
    expect(await isAlive()).toBe(true);
  });

  it("that comes drop by drop is not waited for either", async () => {
    await reopen({ call: { bytes: 1_000, idleMs: LONG, wholeMs: 300 } });
    const socket = begin(call('{"name":', [["Content-Length", "500"]]));
    const drops = setInterval(() => socket.write(" "), 20);
    await readAll(socket);
    clearInterval(drops);
    expect(await isAlive()).toBe(true);
  });

  it("is not even waited for where the request is refused", async () => {
    const strange = call("", [
      ["Content-Length", "900"],
      ["Host", "evil.example"],
    ]);
    expect(parseAnswer(await readAll(begin(strange))).status).toBe(403);
    const unknown = { ...call("", [["Content-Length", "900"]]), headers: [["Content-Length", "900"]] as Headers };
    expect(parseAnswer(await readAll(begin(unknown))).status).toBe(401);
  });
});

describe("the head of a request", () => {
  it("that does not come is not waited for", async () => {
    await reopen({ headersMs: 100 });
    const socket = dial(web.server.port);
    socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    await readAll(socket);
    expect(await isAlive()).toBe(true);
  });

  it("that is very long is refused", async () => {
    // Whoever sends on meanwhile may not get to read the answer.
    const refused = [431, 0];
    expect(refused).toContain((await web.send({ headers: [["X-Long", "x".repeat(100_000)]] })).status);
    expect(refused).toContain((await web.send({ target: `/${"x".repeat(100_000)}` })).status);
    expect(await isAlive()).toBe(true);
  });
});

describe("connections", () => {
  it("are so many at once, and when they go there is room again", async () => {
    await reopen({ connections: 5 });
    const held = Array.from({ length: 5 }, () => dial(web.server.port));
    await Promise.all(held.map((socket) => once(socket, "connect")));
    // The sign-in's own connection may still be closing.
    await expect.poll(async () => (await web.send({ target: "/api/limits" })).status).toBe(0);
    for (const socket of held) socket.destroy();
    await expect.poll(isAlive).toBe(true);
  });
});

describe("an upload", () => {
  it("is a file of its own that only the user can read, under its own name, and is opened", async () => {
    const answer = JSON.parse((await web.send(upload("two words ü.db", "content"))).body);
    const source = openedSourceSchema.parse(answer.data);
    expect(source).toMatchObject({ name: "two words ü.db", bytes: 7 });
    expect(readFileSync(source.path, "utf8")).toBe("content");
    const modes = [source.path, dirname(source.path)].map((path) => statSync(path).mode & 0o777);
    // Windows keeps no such modes.
    expect(modes).toEqual(process.platform === "win32" ? modes : [0o600, 0o700]);
    const again = JSON.parse((await web.send(upload("two words ü.db", "other"))).body);
    expect(again.data.id).not.toBe(source.id);
    expect(readFileSync(source.path, "utf8")).toBe("content");
  });

  it("says its limit beforehand", async () => {
    const { body } = await web.send({ target: "/api/limits", headers: [["Cookie", cookie]] });
    expect(JSON.parse(body)).toEqual({ uploadBytes: 100_000 });
  });

  const tooMuch = "x".repeat(60_000);
  it.each([
    ["as its length says", () => upload("a.db", "x".repeat(100_001))],
    ["in pieces without a length", () => upload("a.db", `${chunk(tooMuch)}${chunk(tooMuch)}0\r\n\r\n`, CHUNKED)],
    ["by what its length says, before any of it comes", () => upload("a.db", "", [["Content-Length", "99999999999"]])],
  ] satisfies [string, () => RawRequest][])("that is too large is told why and leaves nothing: %s", async (_, make) => {
    const answer: Answer = await web.send(make());
    expect(JSON.parse(answer.body)).toMatchObject({
      ok: false,
      error: { code: "invalid_input", message: expect.stringContaining("0.1 MB"), hint: expect.anything() },
    });
    await expect.poll(uploads).toEqual([]);
    expect((await web.core.query("sources.list", {})).sources).toEqual([]);
    expect(await isAlive()).toBe(true);
  });

  it("that is cut off leaves nothing", async () => {
    const socket = begin(upload("a.db", "the beginning", [["Content-Length", "5000"]]));
    await expect.poll(uploads).toHaveLength(1);
    socket.destroy();
    await expect.poll(uploads).toEqual([]);
    expect((await web.core.query("sources.list", {})).sources).toEqual([]);
  });

  it("that stands still leaves nothing", async () => {
    await reopen({ upload: { bytes: 100_000, idleMs: 200, wholeMs: LONG } });
    await readAll(begin(upload("a.db", "the beginning", [["Content-Length", "5000"]])));
    await expect.poll(uploads).toEqual([]);
  });

  it("leaves nothing where the server ends meanwhile", async () => {
    begin(upload("a.db", "the beginning", [["Content-Length", "5000"]]));
    await expect.poll(uploads).toHaveLength(1);
    await web.server.close();
    expect(uploads()).toEqual([]);
  });

  it("waits its turn where there are many", async () => {
    await reopen({ uploadsAtOnce: 2 });
    const running = [1, 2].map((at) => begin(upload(`${at}.db`, "x", [["Content-Length", "2"]])));
    await expect.poll(uploads).toHaveLength(2);
    const refused = JSON.parse((await web.send(upload("3.db", "x"))).body);
    expect(refused).toMatchObject({ ok: false, error: { code: "busy" } });
    for (const socket of running) socket.write("y");
    const ended = await Promise.all(running.map(readAll));
    for (const text of ended) expect(JSON.parse(parseAnswer(text).body)).toMatchObject({ ok: true });
    expect(JSON.parse((await web.send(upload("3.db", "x"))).body)).toMatchObject({ ok: true });
  });

  it.each(["", ".", "..", "../a.db", "..\\a.db", "/etc/passwd", "a/b.db", "a\0.db", "a\n.db", " ", "x".repeat(300)])(
    "is not named %j",
    async (name) => {
      const answer = await web.send(upload(name, "x"));
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "invalid_input" } });
      expect(uploads()).toEqual([]);
    },
  );

  it("of nothing that a page may send without asking is taken", async () => {
    for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/json"]) {
      const request = upload("a.db", "x");
      const headers: Headers = [
        ["Cookie", cookie],
        ["Content-Type", type],
      ];
      expect((await web.send({ ...request, headers })).status).toBe(415);
    }
    expect(uploads()).toEqual([]);
  });
});
