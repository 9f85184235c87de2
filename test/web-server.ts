import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { AppOptions } from "../src/core/app.ts";
import { startWebServer, type WebOptions, type WebServer } from "../src/web/server.ts";
import { openTestApp, type TestApp } from "./app.ts";

/** What a server answered. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A request as it goes over the wire; nothing is made right on the way. */
export interface RawRequest {
  method?: string;
  target?: string;
  /** In this order, and twice where it is twice; Host and Connection are added where they are not here. */
  headers?: [name: string, value: string][];
  body?: string;
}

/** The built screen as far as a server has to do with it. */
export const SCRIPT = `/* ${"a script that is worth compressing ".repeat(60)} */`;

/** What lies beside the screen and is none of it. */
export const SECRET = "a secret of another folder";

/** Writes a small screen into the folder, with links that lead out of it, and returns its path. */
export function writeScreen(folder: string): string {
  const screen = join(folder, "screen");
  mkdirSync(join(screen, "assets"), { recursive: true });
  writeFileSync(
    join(screen, "index.html"),
    '<!doctype html><html lang="en" data-theme="system"><head><title>Tunewright</title><script type="module" src="/assets/index-abcd1234.js"></script></head></html>',
  );
  writeFileSync(join(screen, "assets", "index-abcd1234.js"), SCRIPT);
  writeFileSync(join(screen, "icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  writeFileSync(join(folder, "secret.txt"), SECRET);
  symlinkSync(join(folder, "secret.txt"), join(screen, "link.txt"));
  symlinkSync(folder, join(screen, "folder"));
  return screen;
}

/** A core behind a web server, with a small screen. */
export interface TestWeb extends AsyncDisposable {
  core: TestApp;
  server: WebServer;
  screen: string;
  /** Opens a session and returns its Cookie header. */
  signIn(): Promise<string>;
  send(request: RawRequest): Promise<Answer>;
  /** Calls a route with a session of this test; what it answers is a JSON envelope. */
  call(route: string, input: unknown): Promise<{ ok: boolean; data?: unknown; error?: { code: string } }>;
}

/** Starts it on a port of its own. */
export async function openTestWeb(
  options: Partial<WebOptions> = {},
  appOptions: Partial<AppOptions> = {},
): Promise<TestWeb> {
  const core = openTestApp(appOptions);
  const screen = writeScreen(core.folder);
  const server = await startWebServer({
    app: core.app,
    dataFolder: join(core.folder, "data"),
    screenFolder: screen,
    host: "127.0.0.1",
    port: 0,
    ...options,
  });
  const send = (request: RawRequest) => exchange(server.port, request);
  const signIn = async () => cookieOf(await send({ target: `/?token=${server.token}` }));
  const cookie = await signIn();
  return {
    core,
    server,
    screen,
    signIn,
    send,
    async call(route, input) {
      const { body } = await send({
        method: "POST",
        target: `/api/call/${route}`,
        headers: [
          ["Cookie", cookie],
          ["Content-Type", "application/json"],
        ],
        body: JSON.stringify(input),
      });
      return JSON.parse(body);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await core[Symbol.asyncDispose]();
    },
  };
}

/** The Cookie header that an answer asks for. */
export function cookieOf(answer: Answer): string {
  return answer.headers["set-cookie"]?.split(";", 1)[0] ?? "";
}

/** A request as text; a body gets its length unless the headers say something of their own. */
export function format(port: number, { method = "GET", target = "/", headers = [], body }: RawRequest): string {
  const has = (name: string) => headers.some(([one]) => one.toLowerCase() === name);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  if (!has("host")) lines.unshift(`Host: 127.0.0.1:${port}`);
  if (!has("connection")) lines.push("Connection: close");
  if (body !== undefined && !has("content-length") && !has("transfer-encoding")) {
    lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  }
  return `${[`${method} ${target} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n${body ?? ""}`;
}

/** Sends one request over a connection of its own and reads until the server closes it. */
export async function exchange(port: number, request: RawRequest | string): Promise<Answer> {
  const socket = dial(port);
  socket.write(typeof request === "string" ? request : format(port, request));
  return parseAnswer(await readAll(socket));
}

/** Opens a connection; that the server ends it is no error of the test. */
export function dial(port: number): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  return socket;
}

/** Resolves when the connection is closed, by whichever side and however. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once("close", () => resolve());
  });
}

/** Everything a connection brings until it closes. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  await closed(socket);
  return Buffer.concat(chunks).toString("utf8");
}

/** Takes an answer apart; status 0 where there was none. */
export function parseAnswer(text: string): Answer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  return { status, headers: Object.fromEntries(headers), body: rest.join("\r\n\r\n") };
}
