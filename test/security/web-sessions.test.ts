import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CALL, openHost, type TestHost, wasChanged } from "./web-host.ts";

let host: TestHost;
beforeEach(async () => {
  host = await openHost();
});
afterEach(() => host[Symbol.asyncDispose]());

describe("without the token", () => {
  it.each(["/", "/index.html", "/assets/a-12345678.js", "/api/limits", "/api/events", "/api/download/x", "/none"])(
    "%s gets 401",
    async (target) => expect((await host.ask("GET", target, { cookie: "" })).status).toBe(401),
  );

  it("no call and no upload comes through", async () => {
    const headers = { cookie: "", "content-type": "application/json" };
    expect((await host.ask("POST", CALL.target, headers, CALL.body)).status).toBe(401);
    const upload = { cookie: "", "content-type": "application/octet-stream" };
    expect((await host.ask("POST", "/api/upload?name=a.db", upload, "x")).status).toBe(401);
    expect(await wasChanged(host)).toBe(false);
    expect(readdirSync(join(host.app.folder, "data"))).not.toContain("uploads");
  });

  it.each([
    ["a wrong one", (token: string) => `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`],
    ["its beginning", (token: string) => token.slice(0, 20)],
    ["an empty one", () => ""],
    ["one that is longer", (token: string) => `${token}A`],
  ])("%s gives no session", async (_, forge) => {
    const answer = await host.ask("GET", `/?token=${forge(host.server.token)}`, { cookie: "" });
    expect([answer.status, answer.headers.has("set-cookie")]).toEqual([401, false]);
  });

  it("in another place than the query of the page it is worth nothing", async () => {
    const { token } = host.server;
    for (const headers of [
      { cookie: `token=${token}` },
      { authorization: `Bearer ${token}` },
      { referer: `http://localhost/?token=${token}` },
    ]) {
      expect((await host.ask("GET", "/", { cookie: "", ...headers })).status).toBe(401);
    }
    expect((await host.ask("GET", `/api/limits?token=${token}`, { cookie: "" })).status).toBe(401);
  });
});

describe("the session", () => {
  it("comes with a page and a refresh, in a cookie that scripts and other sites do not get, and never as the token", async () => {
    const { token } = host.server;
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const answer = await host.ask("GET", `/?token=${token}`, { cookie: "" });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/http-equiv="refresh" content="0; ?url=\/"/);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(token);
    expect(answer.body).not.toContain(token);
  });

  it("of another server is not taken, as cookies ignore ports", async () => {
    await using other = await openHost();
    expect(other.cookie.split("=")[0]).not.toBe(host.cookie.split("=")[0]);
    expect((await host.ask("GET", "/", { cookie: other.cookie })).status).toBe(401);
    const renamed = `${host.cookie.split("=")[0]}=${other.cookie.split("=")[1]}`;
    expect((await host.ask("GET", "/", { cookie: renamed })).status).toBe(401);
  });

  it("sent twice is not taken: one of the two may be somebody else's", async () => {
    expect((await host.ask("GET", "/", { cookie: `${host.cookie}; ${host.cookie}x` })).status).toBe(401);
    expect((await host.ask("GET", "/", { cookie: `a=b; ${host.cookie}; c=d` })).status).toBe(200);
  });

  it("and the token stand in no file of the data folder and in no log", async () => {
    await host.ask("GET", `/?token=${host.server.token}`, { cookie: "" });
    await host.ask("POST", "/api/call/jobs.show", { "content-type": "application/json" }, '{"id":"job_none"}');
    const folder = join(host.app.folder, "data");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const secret = host.cookie.split("=")[1] ?? "";
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name), "latin1");
      expect([content.includes(host.server.token), content.includes(secret)]).toEqual([false, false]);
    }
  });

  it("a token for one use opens once", async () => {
    const once = host.server.tokenForOnce();
    expect((await host.ask("GET", `/?token=${once}`, { cookie: "" })).status).toBe(200);
    expect((await host.ask("GET", `/?token=${once}`, { cookie: "" })).status).toBe(401);
  });
});
