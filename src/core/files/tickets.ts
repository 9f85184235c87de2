import { randomBytes } from "node:crypto";
import type { Delivery } from "./artifacts.ts";

const VALID_MS = 60_000;

/** Download tickets: each opens one download, once, and soon. */
export interface Tickets {
  issue(delivery: Delivery): string;
  /** What the ticket is for; null where it is unknown, used or too old. */
  redeem(ticket: string): Delivery | null;
}

/** Keeps tickets in memory: after a restart a download is asked for again. */
export function createTickets(now: () => number): Tickets {
  const open = new Map<string, { delivery: Delivery; until: number }>();
  return {
    issue(delivery) {
      for (const [ticket, { until }] of open) if (until < now()) open.delete(ticket);
      const ticket = randomBytes(24).toString("base64url");
      open.set(ticket, { delivery, until: now() + VALID_MS });
      return ticket;
    },
    redeem(ticket) {
      const found = open.get(ticket);
      open.delete(ticket);
      return found === undefined || found.until < now() ? null : found.delivery;
    },
  };
}
