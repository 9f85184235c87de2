import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isSecret } from "../../src/web/guards.ts";
import { cookieOf, openTestWeb, type RawRequest, type TestWeb } from "../web-server.ts";

// Threat: another user of the machine, or another program on it, finds the port. Safe: everything needs the session
// that only the token gives, and the token is told to nobody but whoever started the server.

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web[Symbol.asyncDispose]());

const withCookie = (cookie: string, target = "/"): RawRequest => ({ target, headers: [["Cookie", cookie]] });
const nameOf = (cookie: string) => cookie.split("=", 1)[0] ?? "";

describe("without a session", () => {
  it.each(["/", "/index.html", "/assets/index-abcd1234.js", "/icon.svg", "/nothing", "/api/limits", "/api/events"])(
    "%s is 401",
    async (target) => {
      const answer = await web.send({ target });
      expect(answer.status).toBe(401);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    },
  );

  it.each(["/api/call/settings.set", "/api/upload?name=a.db"])("nothing is done at %s", async (target) => {
    const type = target.includes("upload") ? "application/octet-stream" : "application/json";
    const body = JSON.stringify({ name: "attack.ran", value: 1 });
    const answer = await web.send({ method: "POST", target, headers: [["Content-Type", type]], body });
    expect(answer.status).toBe(401);
    expect((await web.core.query("settings.get", { names: ["attack.ran"] })).values).toEqual({});
    expect((await web.core.query("sources.list", {})).sources).toEqual([]);
  });

  it("no ticket is used up", async () => {
    const source = await web.core.query("files.openSample", {});
    const { conversations } = await web.core.query("conversations.list", { source: { sourceId: source.id }, limit: 1 });
    const artifact = { kind: "conversation" as const, source: { sourceId: source.id }, id: conversations[0]?.id ?? "" };
    const { ticket } = await web.core.query("files.ticket", { artifact });
    expect((await web.send({ target: `/api/download/${ticket}` })).status).toBe(401);
    expect((await web.send(withCookie(await web.signIn(), `/api/download/${ticket}`))).status).toBe(200);
  });

  it("a person is told what to do, and a program too", async () => {
    const page = await web.send({ headers: [["Accept", "text/html,*/*"]] });
    expect(page.headers["content-type"]).toContain("text/html");
    expect(page.body).toContain("tunewright serve");
    expect((await web.send({ target: "/api/limits" })).headers["content-type"]).toContain("text/plain");
  });
});

describe("the token", () => {
  it("has 256 bits", () => expect(Buffer.from(web.server.token, "base64url")).toHaveLength(32));

  it.each([
    ["none", ""],
    ["the beginning", "TOKEN".slice(0, 4)],
    ["one that is longer", "TOKENx"],
    ["one in another case", "token"],
    ["another", "A".repeat(43)],
  ])("is not %s", async (_, given) => {
    const { token } = web.server;
    const filled =
      given === "token" ? token.toUpperCase() : given.replace("TOKEN", token).replace("TOKE", token.slice(0, 42));
    const answer = await web.send({ target: `/?token=${encodeURIComponent(filled)}` });
    expect(answer.status).toBe(401);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  it.each([
    [
      "in a header",
      {
        headers: [
          ["Authorization", "Bearer TOKEN"],
          ["Referer", "http://127.0.0.1/?token=TOKEN"],
        ],
      },
    ],
    ["as a cookie", { headers: [["Cookie", "token=TOKEN"]] }],
    ["at another address", { target: "/api/limits?token=TOKEN" }],
    ["in a form", { method: "POST", target: "/?token=TOKEN", body: "token=TOKEN" }],
    ["asked for by its head only", { method: "HEAD", target: "/?token=TOKEN" }],
  ] satisfies [string, RawRequest][])("opens nothing %s", async (_, request) => {
    const filled = JSON.parse(JSON.stringify(request).replaceAll("TOKEN", web.server.token)) as RawRequest;
    const answer = await web.send(filled);
    expect(answer.status).toBe(401);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  it("is answered with a page that goes to the clean address, and not with a redirect", async () => {
    const answer = await web.send({ target: `/?token=${web.server.token}` });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<meta http-equiv="refresh" content="0; url=/">');
    expect(answer.headers["referrer-policy"]).toBe("no-referrer");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.body + JSON.stringify(answer.headers)).not.toContain(web.server.token);
  });

  it("opens as often as it is used, each time a session of its own", async () => {
    const [one, other] = [await web.signIn(), await web.signIn()];
    expect(one).not.toBe(other);
    for (const cookie of [one, other]) expect((await web.send(withCookie(cookie))).status).toBe(200);
  });

  it("for one use opens once: the command line of a browser can be read by others", async () => {
    const once = web.server.tokenForOnce();
    expect(once).not.toBe(web.server.token);
    expect((await web.send({ target: `/?token=${once}` })).status).toBe(200);
    expect((await web.send({ target: `/?token=${once}` })).status).toBe(401);
  });

  it("is in no file of the data folder, whatever was asked with it, and nor is a session", async () => {
    const { token } = web.server;
    await web.send({ target: `/?token=${token}`, headers: [["Referer", `http://127.0.0.1/?token=${token}`]] });
    await web.send({ target: `/api/call/${token}`, method: "POST", headers: [["Cookie", await web.signIn()]] });
    await web.call(token, { token });
    const cookie = await web.signIn();
    const folder = join(web.core.folder, "data");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name));
      expect([token, cookie.split("=")[1] ?? ""].map((secret) => content.includes(secret))).toEqual([false, false]);
    }
  });

  it("is compared whole, of whatever length the other is", () => {
    expect(["", "a", "secre", "secrets"].map((given) => isSecret(given, "secret"))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(isSecret("secret", "secret")).toBe(true);
  });
});

describe("the cookie", () => {
  it("is out of reach of scripts and of other sites, and is not the token", async () => {
    const cookie = (await web.send({ target: `/?token=${web.server.token}` })).headers["set-cookie"] ?? "";
    expect(cookie).toMatch(/^tunewright_[0-9a-f]{16}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(web.server.token);
  });

  it("has a name of this server's own, since cookies ignore ports", async () => {
    await using other = await openTestWeb();
    const [here, there] = [await web.signIn(), await other.signIn()];
    expect(nameOf(here)).not.toBe(nameOf(there));
    expect((await web.send(withCookie(`${there}; ${here}`))).status).toBe(200);
    expect((await web.send(withCookie(there))).status).toBe(401);
    expect((await web.send(withCookie(`${nameOf(here)}=${there.split("=")[1]}`))).status).toBe(401);
  });

  it.each([
    ["with another value", (name: string) => `${name}=${"A".repeat(43)}`],
    ["without a value", (name: string) => `${name}=`],
    ["with the token", (name: string) => `${name}=${web.server.token}`],
    ["with two values, one of which is right", (name: string, good: string) => `${good}; ${name}=x`],
    ["in another case", (_: string, good: string) => good.toUpperCase()],
    ["of a polluted name", () => "__proto__=x; constructor=x"],
  ])("is refused %s", async (_, make) => {
    const good = await web.signIn();
    expect((await web.send(withCookie(make(nameOf(good), good)))).status).toBe(401);
  });

  it("is forgotten when the server ends", async () => {
    const ended = await openTestWeb();
    const cookie = await ended.signIn();
    await ended[Symbol.asyncDispose]();
    expect((await web.send(withCookie(cookie))).status).toBe(401);
  });

  it("of one that was never used is the first to be forgotten where there are very many", async () => {
    const used = await web.signIn();
    const unused = await web.signIn();
    for (let at = 0; at < 99; at += 1) {
      await web.signIn();
      await web.send(withCookie(used));
    }
    expect((await web.send(withCookie(used))).status).toBe(200);
    expect((await web.send(withCookie(unused))).status).toBe(401);
    expect(cookieOf(await web.send({ target: `/?token=${web.server.token}` }))).not.toBe("");
  });
});
