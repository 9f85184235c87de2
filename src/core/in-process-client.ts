import type { RouteAnswer, RouteInput, RouteName } from "../shared/contract/index.ts";
import type { Client } from "../shared/client.ts";
import type { Caller, Envelope } from "../shared/envelope.ts";
import { AppError } from "../shared/errors.ts";
import type { AppEvent, EventPosition } from "../shared/events.ts";
import { messageOf } from "../shared/thrown.ts";
import type { EventHub } from "./events.ts";
import type { Router } from "./router.ts";

/** A client that can hear first what it missed since a position; where that cannot be known it is told to resync. */
export interface CoreClient extends Client {
  subscribe(listener: (event: AppEvent) => void, since?: EventPosition): () => void;
  /** The place of the newest event. */
  position(): EventPosition;
}

/** A front door in the core's own process. Values are copied, so that neither side can change the other's. */
export function createInProcessClient(router: Router, events: EventHub, caller: Caller): CoreClient {
  return {
    async call<R extends RouteName>(route: R, input: RouteInput<R>) {
      let copied: unknown;
      try {
        copied = structuredClone(input);
      } catch (error) {
        const refusal = new AppError(
          "invalid_input",
          `The input of ${route} cannot be passed on: ${messageOf(error)}.`,
        );
        return { ok: false, error: refusal.toBody() };
      }
      const envelope = await router(caller, route, copied);
      return structuredClone(envelope) as Envelope<RouteAnswer<R>>;
    },
    subscribe: (listener, since) => events.subscribe((event) => listener(structuredClone(event)), since),
    position: events.position,
  };
}
