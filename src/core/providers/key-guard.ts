import { REMOVED } from "./scrub.ts";

/** Takes the key out of a text that comes in pieces, also where it is cut between two of them. */
export interface KeyGuard {
  /** What may be passed on now; what could be the beginning of the key waits for the next piece. */
  next(piece: string): string;
  /** What was still waiting. */
  end(): string;
}

/** One shorter than this would blank out ordinary words. */
const SHORTEST = 8;

/** A guard for one reply: a server may repeat the key it was given, and replies are kept and printed. */
export function createKeyGuard(apiKey: string): KeyGuard {
  let waiting = "";
  return {
    next(piece) {
      if (apiKey.length < SHORTEST) return piece;
      const text = (waiting + piece).replaceAll(apiKey, REMOVED);
      const held = endingThatBegins(text, apiKey);
      waiting = text.slice(text.length - held);
      return text.slice(0, text.length - held);
    },
    end() {
      const rest = waiting;
      waiting = "";
      return rest;
    },
  };
}

/** How many characters at the end of the text are the beginning of the key. */
function endingThatBegins(text: string, key: string): number {
  for (let length = Math.min(text.length, key.length - 1); length > 0; length--) {
    if (text.endsWith(key.slice(0, length))) return length;
  }
  return 0;
}
