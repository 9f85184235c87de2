import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { AppOptions } from "../../src/core/app.ts";
import type { Limits } from "../../src/web/limits.ts";
import { startWebServer, type WebServer } from "../../src/web/server.ts";
import { LIMITS } from "../../src/web/limits.ts";
import { openTestApp, type TestApp } from "../app.ts";

const INDEX =
  '<!doctype html><html lang="en" data-theme="system"><script type="module" src="/assets/a-12345678.js"></script></html>';

/** An answer as it came over the wire. */
export interface Answer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** A host with a small screen of its own, and ways to speak to it that no browser has. */
export interface TestHost extends AsyncDisposable {
  app: TestApp;
  server: WebServer;
  /** The `Cookie` value of a session. */
  cookie: string;
  screenFolder: string;
  /** Sends these bytes as they are and gives what comes until the connection ends. */
  raw(request: string): Promise<Answer>;
  /** Sends a request with these lines of head, `Host` and `Cookie` included unless they are given. */
  ask(method: string, target: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
}

/** Opens a core with the host before it. */
export async function openHost(limits: Partial<Limits> = {}, overrides: Partial<AppOptions> = {}): Promise<TestHost> {
  const app = openTestApp(overrides);
  const screenFolder = join(app.folder, "screen");
  mkdirSync(join(screenFolder, "assets"), { recursive: true });
  writeFileSync(join(screenFolder, "index.html"), INDEX);
  writeFileSync(join(screenFolder, "assets", "a-12345678.js"), "export {};");
  const server = await startWebServer({
    app: app.app,
    dataFolder: join(app.folder, "data"),
    screenFolder,
    host: "127.0.0.1",
    port: 0,
    allowedHosts: ["lab.example"],
    limits: { ...LIMITS, ...limits },
  });
  const raw = (request: string) => speak(server.port, request);
  const signedIn = await raw(`GET /?token=${server.token} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return {
    app,
    server,
    cookie,
    screenFolder,
    raw,
    ask(method, target, headers = {}, body = "") {
      const length = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const all = { host: `localhost:${server.port}`, cookie, connection: "close", ...length, ...headers };
      const lines = Object.entries(all)
        .filter(([, value]) => value !== "")
        .map(([name, value]) => `${name}: ${value}\r\n`);
      return raw(`${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await app[Symbol.asyncDispose]();
    },
  };
}

function speak(port: number, request: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (text += chunk));
    socket.on("error", (error) => (text === "" ? reject(error) : resolve(parse(text))));
    socket.on("close", () => resolve(parse(text)));
    socket.write(request, "latin1");
  });
}

function parse(text: string): Answer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
  return {
    status: Number(statusLine.split(" ")[1] ?? 0),
    headers,
    body: Buffer.from(rest.join("\r\n\r\n"), "latin1").toString("utf8"),
  };
}

/** A call that changes something, as JSON. */
export const CALL = { target: "/api/call/settings.set", body: '{"name":"draft.x","value":"changed"}' };

/** Whether that call has come through. */
export async function wasChanged({ app }: TestHost): Promise<boolean> {
  return "draft.x" in (await app.query("settings.get", {})).values;
}
