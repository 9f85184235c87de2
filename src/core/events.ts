import { randomUUID } from "node:crypto";
import type { AppEvent, EventBody, EventPosition } from "../shared/events.ts";

const KEPT = 1000;

/** Where events are pushed from and heard; the newest thousand are kept for those who come back. */
export interface EventHub {
  publish(body: EventBody): void;
  /**
   * Hears every event from now on, after those missed since `since`; where they cannot be known, one `resync`.
   * The returned function ends that.
   */
  subscribe(listener: (event: AppEvent) => void, since?: EventPosition): () => void;
  /** The place of the newest event: who subscribes since here misses nothing that is published from now on. */
  position(): EventPosition;
}

/** A hub with an epoch of its own: positions of another run of the core mean nothing here. */
export function createEventHub(): EventHub {
  const epoch = randomUUID();
  const listeners = new Set<(event: AppEvent) => void>();
  const kept: AppEvent[] = [];
  let seq = 0;
  return {
    publish(body) {
      seq += 1;
      const event: AppEvent = { ...body, epoch, seq };
      kept.push(event);
      if (kept.length > KEPT) kept.shift();
      for (const listener of listeners) listener(event);
    },
    subscribe(listener, since) {
      if (since !== undefined) {
        const oldest = seq - kept.length + 1;
        const known = since.epoch === epoch && since.seq <= seq && since.seq + 1 >= oldest;
        if (known) for (const event of kept.slice(since.seq + 1 - oldest)) listener(event);
        else listener({ epoch, seq, topic: "resync" });
      }
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    position: () => ({ epoch, seq }),
  };
}
