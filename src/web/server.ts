import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import type { App } from "../core/app.ts";
import type { RouteName } from "../shared/contract/index.ts";
import { AppError, toErrorBody } from "../shared/errors.ts";
import { systemCode } from "../shared/thrown.ts";
import { parsePosition, streamEvents } from "./event-stream.ts";
import { headerValues, isAllowedHost, isOwnOrigin, isOwnSite } from "./guards.ts";
import { SECURITY_HEADERS } from "./headers.ts";
import { SIGNED_OUT_PAGE, WELCOME_PAGE } from "./pages.ts";
import { readText } from "./request-body.ts";
import { readScreen, type ScreenFiles } from "./screen-files.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { receiveUpload } from "./uploads.ts";

const LONGEST_CALL_BYTES = 32 * 1024 * 1024;
/** The most an upload may be unless the host says otherwise, in bytes. */
const UPLOAD_LIMIT = 2 * 1024 ** 3;
const MOST_CONNECTIONS = 256;
const MOST_STREAMS = 32;
const HEADERS_TIMEOUT_MS = 10_000;

/** What the host is made of. */
export interface WebOptions {
  app: App;
  dataFolder: string;
  /** Holds the built screen. */
  screenFolder: string;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Names beside those of this machine under which it may be called. */
  allowedHosts?: readonly string[];
  uploadLimit?: number;
}

/** A host that runs. */
export interface WebServer {
  readonly port: number;
  readonly token: string;
  close(): Promise<void>;
}

type Env = { Bindings: HttpBindings; Variables: { session: string } };

/**
 * Serves the core and its screen to browsers. Throws `busy` where the port is taken, `not_found` where the screen was
 * not built.
 */
export async function startWebServer(options: WebOptions): Promise<WebServer> {
  const sessions = createSessions();
  const app = routesOf(options, sessions, readScreen(options.screenFolder));
  const server = createAdaptorServer({ fetch: app.fetch, createServer }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  // An upload may take its time; that one is idle is seen below.
  server.requestTimeout = 0;
  server.on("connection", (socket: Socket) => socket.setTimeout(120_000, () => socket.destroy()));
  server.on("upgrade", refuseUpgrade);
  const port = await listen(server, options);
  return {
    port,
    token: sessions.token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuseUpgrade(_: IncomingMessage, socket: Socket): void {
  socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

function listen(server: Server, { host, port }: WebOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenFailure(error, host, port)));
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function listenFailure(error: Error, host: string, port: number): unknown {
  switch (systemCode(error)) {
    case "EADDRINUSE":
      return new AppError("busy", `Port ${port} of ${host} is taken by another program.`, {
        hint: "Name another with --port; 0 takes any that is free.",
      });
    case "EACCES":
      return new AppError("forbidden", `Port ${port} may not be opened by this user.`, {
        hint: "Take one above 1023.",
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new AppError("invalid_input", `${host} is not an address of this machine.`, {
        hint: "Leave --host out to serve this machine only.",
      });
    default:
      return error;
  }
}

function routesOf(options: WebOptions, sessions: Sessions, files: ScreenFiles): Hono<Env> {
  const { app: core, dataFolder, uploadLimit = UPLOAD_LIMIT } = options;
  const allowed = new Set(options.allowedHosts?.map((name) => name.toLowerCase()));
  const streams = new Map<string, number>();
  const web = new Hono<Env>();

  web.use(async (c, next) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
    const refusal = refusalOf(c.env.incoming, allowed);
    if (refusal !== null) return c.text(refusal.text, refusal.status, SECURITY_HEADERS);
    const given = c.req.query("token");
    if (given !== undefined && c.req.path === "/") return signIn(c, sessions, given);
    const session = sessions.find(c.req.header("cookie"));
    if (session === null) return signedOut(c);
    c.set("session", session);
    await next();
    return undefined;
  });

  web.post("/api/call/:route", async (c) => {
    if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) return c.text("Send JSON.", 415);
    const client = core.client({ kind: "browser", sessionId: c.get("session") });
    try {
      const input: unknown = parseJson(await readText(c.env.incoming, LONGEST_CALL_BYTES));
      return c.json(await client.call(c.req.param("route") as RouteName, input as never));
    } catch (error) {
      return c.json({ ok: false, error: toErrorBody(error) });
    }
  });

  web.get("/api/events", (c) => {
    const session = c.get("session");
    const open = streams.get(session) ?? 0;
    if (open >= MOST_STREAMS) return c.text("Too many tabs listen already.", 429);
    streams.set(session, open + 1);
    c.env.outgoing.once("close", () => streams.set(session, (streams.get(session) ?? 1) - 1));
    const client = core.client({ kind: "browser", sessionId: session });
    const since = parsePosition(c.req.query("since"));
    streamEvents(c.env.outgoing, SECURITY_HEADERS, client.subscribe, since);
    return RESPONSE_ALREADY_SENT;
  });

  web.get("/api/limits", (c) => c.json({ uploadBytes: uploadLimit }));

  web.post("/api/upload", async (c) => {
    try {
      const name = c.req.query("name") ?? "";
      const path = await receiveUpload(c.env.incoming, join(dataFolder, "uploads"), name, uploadLimit);
      return c.json({ ok: true, data: core.openFile(path) });
    } catch (error) {
      return c.json({ ok: false, error: toErrorBody(error) });
    }
  });

  web.get("/api/download/:ticket", async (c) => {
    const delivery = core.redeem(c.req.param("ticket"));
    if (delivery === null) return c.text("This download has expired: ask for it again.", 404);
    const { name, bytes, open } = delivery;
    return c.body(Readable.toWeb(open()) as ReadableStream, 200, {
      "content-type": "application/octet-stream",
      "content-length": String(bytes),
      "content-disposition": `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(name)}`,
      "cache-control": "no-store",
    });
  });

  web.get("*", (c) => serveScreen(c, files, core));
  web.all("*", (c) => c.text("There is nothing here.", 404));
  web.onError((error, c) => {
    const { message } = toErrorBody(error);
    return c.text(message, 500, SECURITY_HEADERS);
  });
  return web;
}

/** Why a request is not even looked at, before anything is read of it. */
function refusalOf(
  incoming: IncomingMessage,
  allowed: ReadonlySet<string>,
): { status: 400 | 403; text: string } | null {
  const { url = "", headers, rawHeaders } = incoming;
  if (!url.startsWith("/")) return { status: 400, text: "Ask for a path." };
  const hosts = headerValues(rawHeaders, "host");
  if (!isAllowedHost(hosts, allowed)) {
    return {
      status: 403,
      text: "This name is not one of this server's. Use localhost, or start it with --allow-host.",
    };
  }
  const origins = headerValues(rawHeaders, "origin");
  const site = headers["sec-fetch-site"];
  const isOwn =
    origins.length <= 1 &&
    isOwnOrigin(origins[0], hosts[0] ?? "") &&
    // Following a link from elsewhere is a navigation; what it can reach only shows something.
    (isOwnSite(typeof site === "string" ? site : undefined) || headers["sec-fetch-mode"] === "navigate");
  return isOwn ? null : { status: 403, text: "Only this server's own page may ask." };
}

function signIn(c: Context<Env>, sessions: Sessions, token: string): Response {
  const cookie = sessions.open(token);
  if (cookie === null) return signedOut(c);
  return c.html(WELCOME_PAGE, 200, { "set-cookie": cookie, "cache-control": "no-store" });
}

function signedOut(c: Context<Env>): Response {
  return c.html(SIGNED_OUT_PAGE, 401, { "cache-control": "no-store" });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid_input", "The request is not JSON.");
  }
}

async function serveScreen(c: Context<Env>, files: ScreenFiles, core: App): Promise<Response> {
  // The path as it was sent: nothing is decoded, so that nothing can be hidden in an encoding.
  const path = (c.env.incoming.url ?? "").split("?", 1)[0] ?? "";
  const file = files.get(path === "/" ? "/index.html" : path);
  if (file === undefined) return c.text("There is nothing here.", 404);
  if (path === "/" || path === "/index.html")
    return c.html(await themed(file.plain, core), 200, { "cache-control": "no-store" });
  const headers = {
    "content-type": file.type,
    "cache-control": file.isFixed ? "public, max-age=31536000, immutable" : "no-cache",
  };
  const accepts = /\bbr\b/.test(c.req.header("accept-encoding") ?? "");
  const compressed = accepts ? file.compressed() : null;
  if (compressed === null) return c.body(new Uint8Array(file.plain), 200, headers);
  return c.body(new Uint8Array(await compressed), 200, {
    ...headers,
    "content-encoding": "br",
    vary: "accept-encoding",
  });
}

/** The page with the chosen theme in it, so that it is there before anything is drawn. */
async function themed(index: Buffer, core: App): Promise<string> {
  const html = index.toString("utf8");
  const answer = await core.client({ kind: "command-line" }).call("settings.get", { names: ["appearance.theme"] });
  const theme = answer.ok ? answer.data.values["appearance.theme"] : undefined;
  return theme === "light" || theme === "dark" ? html.replace('data-theme="system"', `data-theme="${theme}"`) : html;
}
