import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attachment } from "../../src/web/downloads.ts";
import { readScreen } from "../../src/web/screen-files.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { type Answer, dial, format, openTestWeb, SCRIPT, SECRET, type TestWeb, writeScreen } from "../web-server.ts";

// Threat: a path leads out of the screen's folder, or what was once taken in or written by a model runs in the app's
// origin. Safe: the files are known by name from the start, and every answer carries the policy under which it is shown.

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

let web: TestWeb;
let cookie: string;
beforeAll(async () => {
  web = await openTestWeb({ limits: { call: { bytes: 1000, idleMs: 30_000, wholeMs: 30_000 } } });
  cookie = await web.signIn();
});
afterAll(() => web[Symbol.asyncDispose]());

const get = (target: string, headers: [string, string][] = []): Promise<Answer> =>
  web.send({ target, headers: [["Cookie", cookie], ...headers] });

describe("every answer", () => {
  it.each([
    ["the page", () => get("/"), 200],
    ["signing in", () => web.send({ target: `/?token=${web.server.token}` }), 200],
    ["a script", () => get("/assets/index-abcd1234.js"), 200],
    ["a call", () => post("application/json", '{"names":[]}'), 200],
    ["a strange request target", () => get("*"), 400],
    ["no session", () => web.send({}), 401],
    ["a strange host", () => web.send({ headers: [["Host", "evil.example"]] }), 403],
    ["nothing there", () => get("/nothing"), 404],
    ["a strange method", () => web.send({ method: "PUT", headers: [["Cookie", cookie]] }), 405],
    ["a body that is too large", () => post("application/json", "x".repeat(2000)), 413],
    ["a call of a wrong type", () => post("text/plain", "{}"), 415],
  ] satisfies [string, () => Promise<Answer>, number][])("carries the policy: %s", async (_, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("carries it where it is a stream as well", async () => {
    const socket = dial(web.server.port);
    socket.write(format(web.server.port, { target: "/api/events", headers: [["Cookie", cookie]] }));
    const [first] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(String(first)).toContain(POLICY);
  });

  it("is true to it: no page has a script or a style of its own", async () => {
    const signedOut = await web.send({ headers: [["Accept", "text/html"]] });
    for (const page of [await get("/"), await web.send({ target: `/?token=${web.server.token}` }), signedOut]) {
      expect(page.body).toContain("<html");
      expect(page.body).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=|javascript:/);
    }
  });
});

function post(type: string, body: string): Promise<Answer> {
  const headers: [string, string][] = [
    ["Cookie", cookie],
    ["Content-Type", type],
  ];
  return web.send({ method: "POST", target: "/api/call/settings.get", headers, body });
}

describe("a path", () => {
  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%2fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%c0%afsecret.txt",
    "/assets/..;/..;/secret.txt",
    "/..\\secret.txt",
    "/%5c..%5csecret.txt",
    "/assets/%00../../secret.txt",
    "/secret.txt%00.js",
    "//secret.txt",
    "/./secret.txt",
    "/etc/passwd",
    "/link.txt",
    "/folder/secret.txt",
    "/assets",
    "/assets/",
    "/.hidden",
    "/__proto__",
    "/constructor",
    "/INDEX.HTML",
    "/api/download/..%2f..%2fsecret.txt",
    "/api/download/__proto__",
  ])("leads to nothing outside the screen: %s", async (target) => {
    const answer = await get(target);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain(SECRET);
  });
});

describe("a file of the screen", () => {
  it("whose name holds its hash is kept, and anything else asked for anew", async () => {
    expect((await get("/assets/index-abcd1234.js")).headers["cache-control"]).toContain("immutable");
    for (const target of ["/", "/index.html", "/icon.svg"]) {
      expect((await get(target)).headers["cache-control"]).toBe("no-store");
    }
  });

  it.each([
    ["br", "gzip, deflate, br, zstd", (body: Buffer) => brotliDecompressSync(body)],
    ["gzip", "gzip;q=1.0, br;q=0", (body: Buffer) => gunzipSync(body)],
    [undefined, "identity", (body: Buffer) => body],
  ] as const)("is sent in an encoding that the browser takes: %s", async (encoding, accepted, decode) => {
    const socket = dial(web.server.port);
    const headers: [string, string][] = [
      ["Cookie", cookie],
      ["Accept-Encoding", accepted],
    ];
    socket.write(format(web.server.port, { target: "/assets/index-abcd1234.js", headers }));
    const answer = await buffer(socket);
    const at = answer.indexOf("\r\n\r\n");
    expect(answer.subarray(0, at).toString()).toContain("vary: accept-encoding");
    expect(/content-encoding: (\w+)/.exec(answer.subarray(0, at).toString())?.[1]).toBe(encoding);
    expect(decode(answer.subarray(at + 4)).toString()).toBe(SCRIPT);
  });

  it("is the one of the start, also where a build has replaced it since", async () => {
    rmSync(join(web.screen, "assets"), { recursive: true });
    mkdirSync(join(web.screen, "assets"));
    writeFileSync(join(web.screen, "assets", "index-ffff0000.js"), "new");
    expect((await get("/assets/index-abcd1234.js")).body).toBe(SCRIPT);
    expect((await get("/assets/index-ffff0000.js")).status).toBe(404);
  });

  it("is missing where nothing was built, and that is said before anything is served", () => {
    using folder = temporaryFolder();
    const missing = expect.objectContaining({ code: "not_found", hint: expect.stringContaining("npm run build") });
    expect(() => readScreen(join(folder.path, "none"))).toThrow(missing);
    const screen = writeScreen(folder.path);
    writeFileSync(join(screen, "index.html"), "<html>of something else</html>");
    expect(() => readScreen(screen)).toThrow(missing);
  });
});

describe("the page", () => {
  it.each([
    ["dark", "dark"],
    ["light", "light"],
    ["system", "system"],
    ['"><script>alert(1)</script>', "system"],
    [{ theme: "dark" }, "system"],
    [null, "system"],
  ])("has the theme %j before anything is drawn, and never a text of somebody else", async (value, shown) => {
    await web.core.query("settings.set", { name: "appearance.theme", value });
    expect((await get("/")).body).toContain(`<html lang="en" data-theme="${shown}" data-events="`);
  });
});

async function ticket(): Promise<string> {
  const { id } = await web.core.query("files.openSample", {});
  const { conversations } = await web.core.query("conversations.list", { source: { sourceId: id }, limit: 1 });
  const artifact = { kind: "conversation" as const, source: { sourceId: id }, id: conversations[0]?.id ?? "" };
  return (await web.core.query("files.ticket", { artifact })).ticket;
}

describe("a download", () => {
  it("is a file to keep and nothing to show, and its ticket works once", async () => {
    const target = `/api/download/${await ticket()}`;
    expect((await web.send({ method: "HEAD", target, headers: [["Cookie", cookie]] })).status).toBe(404);
    const answer = await get(target);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(/^attachment; /),
      "cache-control": "no-store",
    });
    expect(JSON.parse(answer.body)).toMatchObject({ messages: expect.any(Array) });
    expect(answer.headers["content-length"]).toBe(String(Buffer.byteLength(answer.body)));
    expect((await get(target)).status).toBe(404);
  });

  it.each([
    ["plain.jsonl", `attachment; filename="plain.jsonl"; filename*=UTF-8''plain.jsonl`],
    [
      'a".html\r\nSet-Cookie: x',
      `attachment; filename="a_.html__Set-Cookie_ x"; filename*=UTF-8''a%22.html%0D%0ASet-Cookie%3A%20x`,
    ],
    [
      "Gespräche (1)'*!.jsonl",
      `attachment; filename="Gespr_che (1)___.jsonl"; filename*=UTF-8''Gespr%C3%A4che%20%281%29%27%2A%21.jsonl`,
    ],
    ["会話.db", `attachment; filename="__.db"; filename*=UTF-8''%E4%BC%9A%E8%A9%B1.db`],
  ])("is offered as %j, whatever stands in a name", (name, header) => expect(attachment(name)).toBe(header));
});
