import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWebServer } from "../../src/web/server.ts";
import { openHost, type TestHost } from "./web-host.ts";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

let host: TestHost;
beforeAll(async () => {
  host = await openHost();
  writeFileSync(join(host.app.folder, "secret.txt"), "secret");
});
afterAll(() => host[Symbol.asyncDispose]());

describe("a path", () => {
  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/assets/%00",
    "/index.html%00.js",
    "/assets/..;/..;/secret.txt",
    "/./../secret.txt",
    "/assets/",
    "/assets",
    "/.env",
    "/%c0%ae%c0%ae/secret.txt",
  ])("%s leads nowhere", async (target) => {
    const answer = await host.ask("GET", target);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain("secret");
  });

  it("over a link that leaves the folder leads nowhere", async () => {
    symlinkSync(join(host.app.folder, "secret.txt"), join(host.screenFolder, "assets", "link.js"));
    symlinkSync(host.app.folder, join(host.screenFolder, "out"));
    const other = await startWebServer({
      app: host.app.app,
      dataFolder: join(host.app.folder, "data"),
      screenFolder: host.screenFolder,
      host: "127.0.0.1",
      port: 0,
    });
    try {
      const page = await fetch(`http://127.0.0.1:${other.port}/?token=${other.token}`);
      const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
      for (const path of ["/assets/link.js", "/out/secret.txt"]) {
        const answer = await fetch(`http://127.0.0.1:${other.port}${path}`, { headers: { cookie } });
        expect([answer.status, (await answer.text()).includes("secret")]).toEqual([404, false]);
      }
    } finally {
      await other.close();
    }
  });
});

describe("every answer", () => {
  it.each([
    ["the page", "GET", "/", {}],
    ["a file", "GET", "/assets/a-12345678.js", {}],
    ["nothing", "GET", "/none", {}],
    ["a refusal", "GET", "/", { host: "evil.example" }],
    ["an unknown session", "GET", "/", { cookie: "a=b" }],
    ["a call", "POST", "/api/call/app.about", { "content-type": "application/json" }],
    ["a wrong method", "PUT", "/", {}],
  ] as const)("to %s has the policy, nosniff and no-referrer", async (_, method, target, headers) => {
    const answer = await host.ask(method, target, headers, method === "POST" ? "{}" : "");
    expect(answer.headers.get("content-security-policy")).toBe(POLICY);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
  });
});

describe("the page", () => {
  it("has the chosen theme before anything is drawn, and what is not a theme does not get into it", async () => {
    await host.app.query("settings.set", { name: "appearance.theme", value: "dark" });
    expect((await host.ask("GET", "/")).body).toContain('data-theme="dark"');
    await host.app.query("settings.set", { name: "appearance.theme", value: '"><script>alert(1)</script>' });
    const { body } = await host.ask("GET", "/");
    expect(body).toContain('data-theme="system"');
    expect(body).not.toContain("alert(1)");
  });

  it("of a folder without one is an error that says what to do", async () => {
    const started = startWebServer({
      app: host.app.app,
      dataFolder: host.app.folder,
      screenFolder: join(host.app.folder, "nothing"),
      host: "127.0.0.1",
      port: 0,
    });
    await expect(started).rejects.toMatchObject({ code: "not_found", hint: expect.stringContaining("build") });
  });
});
