import { Readable } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import type { App } from "../core/app.ts";
import type { CoreClient } from "../core/in-process-client.ts";
import { toErrorBody } from "../shared/errors.ts";
import { BodyTooLarge } from "./body.ts";
import { answerCall, isJson } from "./calls.ts";
import { attachment } from "./downloads.ts";
import { type EventStreams, parsePosition } from "./event-streams.ts";
import { parseTarget } from "./guards.ts";
import { NOT_KEPT } from "./headers.ts";
import type { Limits } from "./limits.ts";
import { SIGNED_IN_PAGE, SIGNED_OUT_PAGE } from "./pages.ts";
import type { ScreenFiles, Theme } from "./screen-files.ts";
import type { Sessions } from "./sessions.ts";
import type { Uploads } from "./uploads.ts";

/** What the addresses of the server lead to. */
interface Destinations {
  app: App;
  sessions: Sessions;
  streams: EventStreams;
  uploads: Uploads;
  screen: ScreenFiles;
  limits: Limits;
}

interface Env {
  Bindings: HttpBindings;
  Variables: { sessionId: string; client: CoreClient };
}

/** The addresses of the server. Whoever comes this far has passed the guards; nothing but signing in needs no session. */
export function createRoutes(destinations: Destinations): Hono<Env> {
  const { app, sessions, screen } = destinations;
  const routes = new Hono<Env>();
  routes.onError((error, c) => {
    if (error instanceof BodyTooLarge) return c.text("The body is too large.", 413, NOT_KEPT);
    // The request has ended before it was answered, and nobody is there to hear why.
    if (!c.env.incoming.complete && c.env.incoming.destroyed) return c.body(null, 400);
    app.fault(error);
    return c.text("This is a fault of Tunewright; it is in the log of the data folder.", 500, NOT_KEPT);
  });

  routes.use(async (c, next) => {
    const { path, query } = targetOf(c);
    const token = query.get("token");
    const cookie = token !== null && path === "/" && isGet(c) ? sessions.open(token) : null;
    if (cookie !== null) return c.html(SIGNED_IN_PAGE, 200, { ...NOT_KEPT, "set-cookie": cookie });
    const session = sessions.find(c.env.incoming.headers.cookie);
    if (session === null) return signedOut(c, path);
    c.set("sessionId", session.sessionId);
    c.set("client", app.client({ kind: "browser", sessionId: session.sessionId }));
    await next();
    return undefined;
  });
  addApi(routes, destinations);
  routes.get("*", (c) => answerScreen(c, screen));
  routes.all("*", (c) => c.text("Nothing can be sent to here.", 405, NOT_KEPT));
  return routes;
}

function addApi(routes: Hono<Env>, { app, streams, uploads, limits }: Destinations): void {
  routes.post("/api/call/:route{.*}", async (c) => {
    const { incoming } = c.env;
    if (!isJson(incoming.headers["content-type"])) return c.text("A call is sent as application/json.", 415, NOT_KEPT);
    return c.json(await answerCall(c.var.client, c.req.param("route"), incoming, limits.call), 200, NOT_KEPT);
  });

  routes.get("/api/events", (c) => {
    if (!isGet(c)) return c.text("A stream of events is asked for with GET.", 405, NOT_KEPT);
    const last = c.env.incoming.headers["last-event-id"];
    const since = parsePosition(typeof last === "string" ? last : targetOf(c).query.get("since"));
    streams.open(c.env.outgoing, { ...c.var, since });
    return RESPONSE_ALREADY_SENT;
  });

  routes.get("/api/limits", (c) => c.json({ uploadBytes: limits.upload.bytes }, 200, NOT_KEPT));

  routes.post("/api/upload", async (c) => {
    const { incoming } = c.env;
    if (incoming.headers["content-type"] !== "application/octet-stream") {
      return c.text("A file is sent as application/octet-stream.", 415, NOT_KEPT);
    }
    try {
      const path = await uploads.receive(incoming, targetOf(c).query.get("name") ?? "");
      return c.json({ ok: true, data: app.openFile(path) }, 200, NOT_KEPT);
    } catch (error) {
      return c.json({ ok: false, error: toErrorBody(error) }, 200, NOT_KEPT);
    }
  });

  routes.get("/api/download/:ticket", (c) => {
    const delivery = isGet(c) ? app.redeem(c.req.param("ticket")) : null;
    if (delivery === null) return c.text("This download has expired: ask for it again.", 404, NOT_KEPT);
    return c.body(Readable.toWeb(delivery.open()) as ReadableStream, 200, {
      ...NOT_KEPT,
      "content-type": "application/octet-stream",
      "content-length": String(delivery.bytes),
      "content-disposition": attachment(delivery.name),
    });
  });

  routes.all("/api/*", (c) => c.text("There is nothing here.", 404, NOT_KEPT));
}

/** The target as it was sent: the URL that is made of it has lost what is odd about it. */
function targetOf(c: Context<Env>): { path: string; query: URLSearchParams } {
  const target = parseTarget(c.env.incoming.url ?? "");
  if (target === null) throw new Error("a request that names no path was not refused");
  return target;
}

/** False for HEAD, which comes along with GET everywhere else. */
function isGet(c: Context<Env>): boolean {
  return c.env.incoming.method === "GET";
}

function signedOut(c: Context<Env>, path: string): Response {
  const isPerson = !path.startsWith("/api/") && (c.env.incoming.headers.accept ?? "").includes("text/html");
  if (isPerson) return c.html(SIGNED_OUT_PAGE, 401, NOT_KEPT);
  return c.text("Open the address that `tunewright serve` has printed.", 401, NOT_KEPT);
}

async function answerScreen(c: Context<Env>, screen: ScreenFiles): Promise<Response> {
  const { client } = c.var;
  const { path } = targetOf(c);
  if (path === "/" || path === "/index.html") {
    return c.html(screen.page(await themeOf(client), client.position()), 200, NOT_KEPT);
  }
  const file = await screen.find(path, c.env.incoming.headers["accept-encoding"]);
  return file === null ? c.text("There is nothing here.", 404, NOT_KEPT) : c.body(file.body, 200, file.headers);
}

async function themeOf(client: CoreClient): Promise<Theme> {
  const answer = await client.call("settings.get", { names: ["appearance.theme"] });
  const theme = answer.ok ? answer.data.values["appearance.theme"] : undefined;
  return theme === "light" || theme === "dark" ? theme : "system";
}
