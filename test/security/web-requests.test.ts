import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALL, openHost, type TestHost, wasChanged } from "./web-host.ts";

let host: TestHost;
beforeAll(async () => {
  host = await openHost();
});
afterAll(() => host[Symbol.asyncDispose]());

const JSON_TYPE = { "content-type": "application/json" };

// A page elsewhere can point a name of its own at 127.0.0.1: its requests then carry that name, and perhaps a cookie.
describe("a Host that is not ours", () => {
  it.each([
    "evil.example",
    "evil.example:8765",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "127.0.0.2",
    "0.0.0.0",
    "[::]",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "localhost/",
    "local host",
    ".",
  ])("%j gets 403 with a valid session, for pages and for calls", async (name) => {
    expect((await host.ask("GET", "/", { host: name })).status).toBe(403);
    expect((await host.ask("POST", CALL.target, { host: name, ...JSON_TYPE }, CALL.body)).status).toBe(403);
    expect(await wasChanged(host)).toBe(false);
  });

  it("sent twice, or not at all, gets no answer but a refusal", async () => {
    const twice = `GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nCookie: ${host.cookie}\r\nConnection: close\r\n\r\n`;
    expect((await host.raw(twice)).status).toBe(400);
    const none = `GET / HTTP/1.0\r\nCookie: ${host.cookie}\r\nConnection: close\r\n\r\n`;
    expect([400, 403]).toContain((await host.raw(none)).status);
  });

  it.each(["localhost", "localhost:9000", "LOCALHOST:1", "127.0.0.1:1", "[::1]:8765", "lab.example", "Lab.Example:80"])(
    "but %j is one of ours, at any port",
    async (name) => expect((await host.ask("GET", "/", { host: name })).status).toBe(200),
  );
});

describe("an Origin that is not ours", () => {
  const foreign = [
    "https://evil.example",
    "null",
    "http://localhost",
    "http://localhost:1",
    "https://localhost:9000",
    "http://localhost:9000.evil.example",
    "http://evil.example:9000",
    "",
  ];
  it.each(foreign.filter((origin) => origin !== ""))(
    "%j gets 403 on JSON, text, form, stream and upload",
    async (origin) => {
      const from = { host: "localhost:9000", origin };
      const answers = [
        await host.ask("POST", CALL.target, { ...from, ...JSON_TYPE }, CALL.body),
        await host.ask("POST", CALL.target, { ...from, "content-type": "text/plain" }, CALL.body),
        await host.ask("POST", CALL.target, { ...from, "content-type": "application/x-www-form-urlencoded" }, "a=b"),
        await host.ask("GET", "/api/events", from),
        await host.ask("POST", "/api/upload?name=a.db", { ...from, "content-type": "application/octet-stream" }, "x"),
        await host.ask("OPTIONS", CALL.target, { ...from, "access-control-request-method": "POST" }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(403);
        expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      }
      expect(await wasChanged(host)).toBe(false);
    },
  );

  it("is also what the browser says of an image or a script of another page", async () => {
    for (const site of ["cross-site", "same-site"]) {
      const answer = await host.ask("GET", "/api/limits", { "sec-fetch-site": site });
      expect(answer.status).toBe(403);
    }
  });

  it("is not our own page, which may call", async () => {
    const own = { host: "localhost:9000", origin: "http://localhost:9000", "sec-fetch-site": "same-origin" };
    const answer = await host.ask("POST", "/api/call/app.about", { ...own, ...JSON_TYPE }, "{}");
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('"ok":true');
  });
});

describe("a call", () => {
  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""])(
    "as %j, which a form of any page could send, is not taken",
    async (type) => {
      const answer = await host.ask("POST", CALL.target, { "content-type": type }, CALL.body);
      expect(answer.status).toBe(415);
      expect(await wasChanged(host)).toBe(false);
    },
  );

  it.each(["__proto__", "constructor", "jobs.nothing", "..%2Fjobs.list"])(
    "of the route %j is refused",
    async (route) => {
      const answer = await host.ask("POST", `/api/call/${route}`, JSON_TYPE, "{}");
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "unknown_route" } });
    },
  );

  it("that is not JSON is told so in the envelope", async () => {
    const answer = await host.ask("POST", "/api/call/app.about", JSON_TYPE, "{");
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "invalid_input" } });
  });

  it("that names a path is refused: a screen has ids", async () => {
    const input = JSON.stringify({ source: { path: "/etc/passwd" } });
    const answer = await host.ask("POST", "/api/call/conversations.list", JSON_TYPE, input);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });
});

describe("an odd request", () => {
  it.each(["TRACE", "PUT", "DELETE", "PATCH"])("with the method %s does nothing", async (method) => {
    expect((await host.ask(method, "/", {})).status).toBe(405);
  });

  it.each(["http://localhost/", "http://evil.example/", "//evil.example/", "/\\evil.example", "*"])(
    "for the target %j gets 400",
    async (target) => expect((await host.ask("GET", target)).status).toBe(400),
  );

  it("that wants another protocol gets none", async () => {
    const answer = await host.ask("GET", "/api/events", {
      connection: "Upgrade",
      upgrade: "websocket",
      origin: "https://evil.example",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      "sec-websocket-version": "13",
    });
    expect(answer.status).toBe(403);
  });
});
