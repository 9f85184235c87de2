import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Names of this machine that no foreign name server can make a browser believe. */
const OWN_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

/** True where the Host header names this machine, at any port: an SSH tunnel changes the port, DNS rebinding the name. */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = HOST.exec(host)?.[1]?.toLowerCase();
  return name !== undefined && (OWN_NAMES.has(name) || allowed.some((one) => one.toLowerCase() === name));
}

/** True where the request comes from a page of this host itself, or from no page at all. */
export function isAllowedOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** A path and a query, as every request to this host has them; null for any other form of request target. */
export function parseTarget(target: string): { path: string; query: URLSearchParams } | null {
  if (!target.startsWith("/") || target.startsWith("//") || target.includes("\\")) return null;
  const [path = "", ...rest] = target.split("?");
  return { path, query: new URLSearchParams(rest.join("?")) };
}

/** What is said to a request that must not come any further. */
export interface Refusal {
  status: 400 | 403 | 405;
  message: string;
}

/** The parts of a request that show where it comes from. */
export interface RequestHead {
  method: string;
  target: string;
  headers: IncomingHttpHeaders;
  /** Each Host header there was: only the first one is in `headers`. */
  hosts: readonly string[];
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST"]);

/** Why a request is refused before anything else is looked at, or null. A valid cookie changes nothing here. */
export function refusalOf(head: RequestHead, allowedHosts: readonly string[]): Refusal | null {
  const [host = "", ...more] = head.hosts;
  if (more.length > 0) return { status: 400, message: "A request has one Host header." };
  if (!isAllowedHost(host, allowedHosts)) {
    return { status: 403, message: "This host name is not allowed: `tunewright serve --allow-host NAME` allows it." };
  }
  if (!isAllowedOrigin(head.headers.origin, host)) return { status: 403, message: "This comes from another site." };
  const parsed = parseTarget(head.target);
  if (parsed === null) return { status: 400, message: "A request names a path of this server." };
  if (!METHODS.has(head.method)) return { status: 405, message: "Only GET, HEAD and POST are answered." };
  if (parsed.path.startsWith("/api/") && isFromElsewhere(head.headers["sec-fetch-site"])) {
    return { status: 403, message: "This comes from another site." };
  }
  return null;
}

/** What the browser itself says of where a request comes from. An image or a form of another port sends no Origin. */
function isFromElsewhere(site: string | string[] | undefined): boolean {
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** The value of a cookie in a Cookie header; null where it is not there exactly once. */
export function cookieFrom(header: string | undefined, name: string): string | null {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim());
  const [only, ...more] = pairs.filter((pair) => pair.startsWith(`${name}=`));
  return only === undefined || more.length > 0 ? null : only.slice(name.length + 1);
}

/** The digest under which a secret is compared and looked up, so that how long that takes says nothing about it. */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Compares what was given with a secret in a time that depends on neither. */
export function isSecret(given: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(digestOf(given)), Buffer.from(digestOf(secret)));
}
