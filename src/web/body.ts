import type { IncomingMessage } from "node:http";
import type { BodyLimit } from "./limits.ts";

/** The body is longer than what is taken. */
export class BodyTooLarge extends Error {}

/**
 * Gives a body as it comes, counted: Content-Length is only believed where it says too much. Throws BodyTooLarge with
 * the connection left open for the answer; a body that is too slow ends the connection.
 */
export async function* takeBody(incoming: IncomingMessage, limit: BodyLimit): AsyncGenerator<Buffer> {
  if (Number(incoming.headers["content-length"] ?? 0) > limit.bytes) throw new BodyTooLarge();
  const giveUp = () => incoming.destroy(new Error("the body came too slowly"));
  const whole = setTimeout(giveUp, limit.wholeMs);
  const idle = setTimeout(giveUp, limit.idleMs);
  let bytes = 0;
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      idle.refresh();
      bytes += chunk.length;
      if (bytes > limit.bytes) throw new BodyTooLarge();
      yield chunk;
    }
  } finally {
    clearTimeout(whole);
    clearTimeout(idle);
  }
}
