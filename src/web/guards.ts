import { createHash, timingSafeEqual } from "node:crypto";

/** Names under which this machine may be called; the port says nothing, since a tunnel changes it. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** The name in a Host header without its port, lower-cased; null where it is not one. */
export function hostName(host: string): string | null {
  const found = /^(\[[0-9a-f:.]+\]|[^:/?#@\s\\]+)(:\d{1,5})?$/i.exec(host);
  return found?.[1]?.toLowerCase() ?? null;
}

/**
 * Whether a request may be answered that calls us by this Host header. A page elsewhere can point a name of its own
 * at 127.0.0.1, and then its requests carry that name. Several headers, or none, are refused.
 */
export function isAllowedHost(hosts: readonly string[], allowed: ReadonlySet<string>): boolean {
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) return false;
  const name = hostName(host);
  return name !== null && (LOOPBACK_NAMES.includes(name) || allowed.has(name));
}

/** Whether an Origin header, where there is one, is the page that this request's own Host serves. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin === `http://${host}`;
}

/** Whether what the browser itself says of a request's origin fits: a page of ours, or a person's own navigation. */
export function isOwnSite(site: string | undefined): boolean {
  return site === undefined || site === "same-origin" || site === "none";
}

/** Compares secrets in the same time whatever they have in common. */
export function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** The value of a cookie in a Cookie header; null where it is not there exactly once. */
export function cookieValue(header: string | undefined, name: string): string | null {
  const values = (header ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`));
  const [only] = values;
  return only === undefined || values.length > 1 ? null : only.slice(name.length + 1);
}

/** Values of a header as they were sent, doubled ones included. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}
