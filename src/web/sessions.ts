import { randomBytes } from "node:crypto";
import { cookieValue, isSameSecret } from "./guards.ts";

const SECRET_BYTES = 32;
const MOST_SESSIONS = 1_000;

/** Who may use this server: whoever knows its token gets a session, which a cookie carries. */
export interface Sessions {
  /** The secret of the address that is printed: 256 bits, and valid as long as the server runs. */
  readonly token: string;
  /** The header that gives a browser a session; null where the token is wrong. */
  open(token: string): string | null;
  /** The session of a Cookie header; null where there is none of ours. */
  find(cookies: string | undefined): string | null;
}

/** Makes a server's sessions. Cookies ignore ports, so their name holds an id of this server's own. */
export function createSessions(): Sessions {
  const token = randomBytes(SECRET_BYTES).toString("base64url");
  const cookie = `tunewright-${randomBytes(8).toString("hex")}`;
  const known = new Set<string>();
  return {
    token,
    open(given) {
      if (!isSameSecret(given, token)) return null;
      const [oldest] = known;
      if (known.size >= MOST_SESSIONS && oldest !== undefined) known.delete(oldest);
      const id = randomBytes(SECRET_BYTES).toString("base64url");
      known.add(id);
      return `${cookie}=${id}; Path=/; HttpOnly; SameSite=Strict`;
    },
    find(cookies) {
      const id = cookieValue(cookies, cookie);
      return id !== null && known.has(id) ? id : null;
    },
  };
}
