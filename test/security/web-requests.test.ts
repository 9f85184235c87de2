import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, openTestWeb, type RawRequest, type TestWeb } from "../web-server.ts";

// Threat: a page of another site, open in the same browser, reaches the server through the user's own cookie, by a
// name that it has pointed at 127.0.0.1 or by a request that browsers send without asking. Safe: Host and Origin are
// looked at first, and nothing else helps.

let web: TestWeb;
let cookie: string;
let own: string;
beforeAll(async () => {
  web = await openTestWeb({ allowedHosts: ["Box.example"] });
  cookie = await web.signIn();
  own = `127.0.0.1:${web.server.port}`;
});
afterAll(() => web[Symbol.asyncDispose]());

type Headers = [string, string][];

/** A call that leaves a trace: was it run, the setting is there. */
function call(headers: Headers, type = "application/json"): RawRequest {
  const body = JSON.stringify({ name: "attack.ran", value: true });
  const all: Headers = [["Cookie", cookie], ["Content-Type", type], ...headers];
  return { method: "POST", target: "/api/call/settings.set", headers: all, body };
}

async function hasRun(): Promise<boolean> {
  const { values } = await web.core.query("settings.get", { names: ["attack.ran"] });
  return "attack.ran" in values;
}

const UPGRADE: Headers = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];

/** Each kind of request that a foreign page can make a browser send. */
const KINDS: [kind: string, make: (headers: Headers) => RawRequest][] = [
  ["a call", call],
  ["a call as text", (headers) => call(headers, "text/plain")],
  ["a form", (headers) => call(headers, "application/x-www-form-urlencoded")],
  [
    "the question before a call",
    (headers) => ({ ...call([["Access-Control-Request-Method", "POST"], ...headers]), method: "OPTIONS" }),
  ],
  ["a form with files", (headers) => call(headers, "multipart/form-data; boundary=x")],
  ["a stream of events", (headers) => ({ target: "/api/events", headers: [["Cookie", cookie], ...headers] })],
  ["an upgrade", (headers) => ({ target: "/api/events", headers: [["Cookie", cookie], ...UPGRADE, ...headers] })],
  [
    "an upload",
    (headers) => ({
      method: "POST",
      target: "/api/upload?name=a.db",
      headers: [["Cookie", cookie], ["Content-Type", "application/octet-stream"], ...headers],
      body: "x",
    }),
  ],
  ["the page", (headers) => ({ headers: [["Cookie", cookie], ...headers] })],
  ["the address with the token", (headers) => ({ target: `/?token=${web.server.token}`, headers })],
];

describe("a name that is not this machine's", () => {
  it.each(KINDS)("gets nowhere with %s, even with a valid session", async (_, make) => {
    expect((await web.send(make([["Host", "evil.example"]]))).status).toBe(403);
    expect(await hasRun()).toBe(false);
  });

  it.each([
    "evil.example",
    "evil.example:8765",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "evil.example#localhost",
    "evil.example/localhost",
    "localhost:80:80",
    "localhost:123456",
    "localhost:",
    "localhost.",
    "local host",
    "127.0.0.1\\@evil.example",
    "127.1",
    "127.0.0.2",
    "2130706433",
    "0.0.0.0",
    "[::1",
    "[::1].evil.example",
    "[::ffff:7f00:1]",
    "",
  ])("as %j is refused", async (host) => {
    const { status, headers } = await web.send({
      headers: [
        ["Host", host],
        ["Cookie", cookie],
      ],
    });
    expect([400, 403]).toContain(status);
    expect(headers["set-cookie"]).toBeUndefined();
  });

  it("is not hidden by a second one", async () => {
    for (const hosts of [
      [own, "evil.example"],
      ["evil.example", own],
      [own, own],
    ]) {
      const headers = hosts.map((host): [string, string] => ["Host", host]);
      expect((await web.send({ headers: [...headers, ["Cookie", cookie]] })).status).toBe(400);
    }
  });

  it("cannot be left out", async () => {
    expect((await exchange(web.server.port, `GET / HTTP/1.1\r\nCookie: ${cookie}\r\n\r\n`)).status).toBe(400);
    expect((await exchange(web.server.port, `GET / HTTP/1.0\r\nCookie: ${cookie}\r\n\r\n`)).status).toBe(403);
  });

  it.each(["localhost", "LOCALHOST:9000", "127.0.0.1:1", "[::1]:8765", "box.example", "BOX.EXAMPLE:9000"])(
    "is not meant by %s, whatever the port: a tunnel changes it",
    async (host) => {
      expect(
        (
          await web.send({
            headers: [
              ["Host", host],
              ["Cookie", cookie],
            ],
          })
        ).status,
      ).toBe(200);
    },
  );
});

describe("another site", () => {
  it.each(KINDS)("gets nowhere with %s, even with a valid session", async (_, make) => {
    const answer = await web.send(make([["Origin", "http://evil.example"]]));
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(await hasRun()).toBe(false);
  });

  it.each([
    ["null"],
    ["https://127.0.0.1:PORT"],
    ["http://127.0.0.1:1"],
    ["http://localhost:PORT"],
    ["http://127.0.0.1:PORT.evil.example"],
    ["http://127.0.0.1:PORT@evil.example"],
    ["http://127.0.0.1:PORT/"],
    ["http://evil.example, http://127.0.0.1:PORT"],
    ["file://"],
    [""],
  ])("is one whose origin is %j", async (origin) => {
    const filled = origin.replace("PORT", String(web.server.port));
    expect((await web.send(call([["Origin", filled]]))).status).toBe(403);
    expect(await hasRun()).toBe(false);
  });

  it("cannot hide its origin behind one of ours", async () => {
    for (const origins of [
      [`http://${own}`, "http://evil.example"],
      ["http://evil.example", `http://${own}`],
    ]) {
      expect((await web.send(call(origins.map((origin) => ["Origin", origin])))).status).toBe(403);
    }
    expect(await hasRun()).toBe(false);
  });

  it.each(["cross-site", "same-site", "surprise"])(
    "is told by the browser itself where it sends no origin: %s",
    async (site) => {
      const headers: Headers = [
        ["Cookie", cookie],
        ["Sec-Fetch-Site", site],
      ];
      expect((await web.send({ target: "/api/events", headers })).status).toBe(403);
      expect((await web.send({ target: "/api/download/ticket", headers })).status).toBe(403);
      // A link on another site may lead here: it only shows the page.
      expect((await web.send({ headers })).status).toBe(200);
    },
  );

  it("is not the page of this server itself, under whichever of its names", async () => {
    const named: Headers = [
      ["Host", "localhost:9000"],
      ["Origin", "http://localhost:9000"],
    ];
    expect(JSON.parse((await web.send(call(named))).body)).toMatchObject({ ok: true });
    expect(await hasRun()).toBe(true);
    await web.core.query("settings.set", { name: "attack.ran", value: null });
  });
});

describe("a request that is none of a browser's", () => {
  it.each([
    "http://evil.example/",
    "http://127.0.0.1/",
    "//evil.example/",
    "/\\evil.example/",
    "\\",
    "*",
    "127.0.0.1:80",
    "?token",
  ])("names no path: %s", async (target) => {
    expect((await web.send({ target, headers: [["Cookie", cookie]] })).status).toBe(400);
  });

  it.each(["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])("is made by %s", async (method) => {
    for (const target of ["/", "/api/call/settings.set", "/api/events"]) {
      const answer = await web.send({
        method,
        target,
        headers: [
          ["Cookie", cookie],
          ["X-Canary", "echoed"],
        ],
      });
      expect(answer.status).toBe(405);
      expect(answer.body + JSON.stringify(answer.headers)).not.toContain("echoed");
    }
  });

  it("asks for a tunnel to elsewhere", async () => {
    expect((await web.send({ method: "CONNECT", target: "evil.example:80" })).status).not.toBe(200);
  });

  it("asks for another protocol: it stays HTTP", async () => {
    const headers: Headers = [["Cookie", cookie], ["Connection", "Upgrade, close"], ...UPGRADE.slice(1)];
    expect((await web.send({ target: "/", headers })).status).toBe(200);
  });

  it("is two, depending on who counts", async () => {
    const hidden = "GET /api/limits HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    const headers: Headers = [
      ["Content-Length", String(hidden.length)],
      ["Transfer-Encoding", "chunked"],
    ];
    const answer = await web.send({ ...call(headers), body: `0\r\n\r\n${hidden}` });
    expect(answer.status).toBe(400);
    expect(answer.body).not.toContain("uploadBytes");
  });

  it("asks for the head only, and opens no stream and takes no download with it", async () => {
    const { status, body } = await web.send({ method: "HEAD", headers: [["Cookie", cookie]] });
    expect([status, body]).toEqual([200, ""]);
    expect((await web.send({ method: "HEAD", target: "/api/events", headers: [["Cookie", cookie]] })).status).toBe(405);
  });
});

describe("a call", () => {
  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "",
  ])("that is sent as %j, as a form can without asking, does not run", async (type) => {
    expect((await web.send(call([], type))).status).toBe(415);
    expect(await hasRun()).toBe(false);
  });

  it.each(["__proto__", "constructor", "jobs.nothing", "", "..%2f..%2fetc", "a/b", "%E0%A4%A", "settings.set%00"])(
    "of the unknown route %j is an envelope",
    async (route) => {
      expect(await web.call(route, {})).toMatchObject({ ok: false, error: { code: "unknown_route" } });
    },
  );

  it.each(["", "{", "undefined", "\u0000", "[".repeat(200_000)])(
    "whose input is no JSON is an envelope",
    async (body) => {
      const answer = await web.send({ ...call([]), body });
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "invalid_input" } });
    },
  );

  it("whose input is nested without end is answered, and the server goes on", async () => {
    const depth = 200_000;
    const body = `{"name":"deep","value":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    const answer = await web.send({ ...call([]), body });
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false });
    expect(await web.call("settings.get", { names: ["deep"] })).toEqual({ ok: true, data: { values: {} } });
  });

  it("by a browser cannot name a path of the machine", async () => {
    const answer = await web.call("conversations.list", { source: { path: "/etc/passwd" } });
    expect(answer).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });
});
