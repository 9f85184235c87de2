import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import type { App } from "../core/app.ts";
import { namesOf } from "./address.ts";
import { createEventStreams } from "./event-streams.ts";
import { type Refusal, refusalOf } from "./guards.ts";
import { NOT_KEPT, SECURITY_HEADERS } from "./headers.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { listen } from "./listen.ts";
import { createRoutes } from "./routes.ts";
import { readScreen } from "./screen-files.ts";
import { createSessions } from "./sessions.ts";
import { createUploads } from "./uploads.ts";

/** How often connections are looked at for heads that take too long. */
const LOOK_MS = 2_000;

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
  limits?: Partial<Limits>;
}

/** A host that runs. */
export interface WebServer {
  readonly port: number;
  /** What opens this server, as long as it runs. */
  readonly token: string;
  /** A token that opens it once. */
  tokenForOnce(): string;
  /** Ends every connection and frees the port; what was half uploaded is gone. */
  close(): Promise<void>;
}

/**
 * Serves the core and its screen to browsers. Throws `busy` where the port is taken, `not_found` where the screen was
 * not built.
 */
export async function startWebServer(options: WebOptions): Promise<WebServer> {
  const { app, host } = options;
  const limits: Limits = { ...LIMITS, ...options.limits };
  const sessions = createSessions();
  const streams = createEventStreams(limits);
  const uploads = createUploads(join(options.dataFolder, "uploads"), limits.upload, limits.uploadsAtOnce);
  const routes = createRoutes({ app, sessions, streams, uploads, screen: readScreen(options.screenFolder), limits });
  // Who names an address to listen at will call it by that name.
  const allowedHosts = [...(options.allowedHosts ?? []), ...namesOf(host)];
  const server = createGuardedServer(getRequestListener(routes.fetch), allowedHosts);
  bound(server, limits);
  const port = await listen(server, host, options.port);
  return {
    port,
    token: sessions.token,
    tokenForOnce: sessions.tokenForOnce,
    async close() {
      streams.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, uploads.settled()]);
    },
  };
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

/** A server whose every answer has the security headers, and which refuses strangers before anything is looked at. */
function createGuardedServer(listener: Listener, allowedHosts: readonly string[]): Server {
  return createServer({ keepAlive: true, connectionsCheckingInterval: LOOK_MS }, (incoming, outgoing) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) outgoing.setHeader(name, value);
    const { method = "", url = "", headers, headersDistinct } = incoming;
    const head = { method, target: url, headers, hosts: headersDistinct["host"] ?? [] };
    const refusal = refusalOf(head, allowedHosts);
    if (refusal === null) listener(incoming, outgoing);
    else refuse(outgoing, refusal);
  });
}

function refuse(outgoing: ServerResponse, { status, message }: Refusal): void {
  const headers = { ...NOT_KEPT, "content-type": "text/plain; charset=utf-8", connection: "close" };
  outgoing.writeHead(status, headers).end(`${message}\n`);
}

function bound(server: Server, limits: Limits): void {
  server.maxConnections = limits.connections;
  server.headersTimeout = limits.headersMs;
  // An upload may take its time; bodies have limits of their own.
  server.requestTimeout = 0;
}
