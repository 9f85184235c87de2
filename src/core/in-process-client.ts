import type { RouteAnswer, RouteInput, RouteName } from "../shared/contract/index.ts";
import type { Client } from "../shared/client.ts";
import type { Caller, Envelope } from "../shared/envelope.ts";
import type { AppEvent, EventPosition } from "../shared/events.ts";
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
      const envelope = await router(caller, route, structuredClone(input));
      return structuredClone(envelope) as Envelope<RouteAnswer<R>>;
    },
    subscribe: (listener, since) => events.subscribe((event) => listener(structuredClone(event)), since),
    position: events.position,
  };
}
