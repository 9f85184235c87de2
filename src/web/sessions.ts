import { randomBytes } from "node:crypto";
import { ID_BYTES, makeId } from "../shared/ids.ts";
import { cookieFrom, digestOf, isSecret } from "./guards.ts";

const SECRET_BYTES = 32;
const SESSIONS_KEPT = 100;

/** Who may come in: by the token that was printed, then by a cookie. */
export interface Sessions {
  /** 256 bits, valid as long as the server runs. */
  readonly token: string;
  /** A token for one use, for the command line of a browser, which other users of the machine can read. */
  tokenForOnce(): string;
  /** The `Set-Cookie` value of a new session, or null where the token is wrong. */
  open(token: string): string | null;
  /** The session that a Cookie header belongs to. Its id is no secret. */
  find(cookieHeader: string | undefined): { sessionId: string } | null;
}

const secret = () => randomBytes(SECRET_BYTES).toString("base64url");

/** Makes the sessions of one run of the server. Cookies ignore ports: the name keeps two servers apart. */
export function createSessions(): Sessions {
  const token = secret();
  const cookieName = `tunewright_${randomBytes(8).toString("hex")}`;
  const forOnce = new Set<string>();
  /** Session ids by the digest of the cookie's value, the one used last at the end. */
  const sessions = new Map<string, string>();

  const isToken = (given: string) => {
    if (isSecret(given, token)) return true;
    return forOnce.delete(digestOf(given));
  };

  return {
    token,
    tokenForOnce() {
      const made = secret();
      forOnce.add(digestOf(made));
      return made;
    },
    open(given) {
      if (!isToken(given)) return null;
      const value = secret();
      sessions.set(digestOf(value), makeId("session", randomBytes(ID_BYTES)));
      const [oldest] = sessions.keys();
      if (sessions.size > SESSIONS_KEPT && oldest !== undefined) sessions.delete(oldest);
      return `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict`;
    },
    find(cookieHeader) {
      const value = cookieFrom(cookieHeader, cookieName);
      if (value === null) return null;
      const digest = digestOf(value);
      const sessionId = sessions.get(digest);
      if (sessionId === undefined) return null;
      sessions.delete(digest);
      sessions.set(digest, sessionId);
      return { sessionId };
    },
  };
}
