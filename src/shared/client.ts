import type { OperationName, RouteAnswer, RouteInput, RouteName, RouteResult } from "./contract/index.ts";
import type { Progress } from "./contract/operations.ts";
import type { Envelope } from "./envelope.ts";
import { AppError } from "./errors.ts";
import type { AppEvent } from "./events.ts";

/** The bridge as every front door sees it, whatever carries it. */
export interface Client {
  call<R extends RouteName>(route: R, input: RouteInput<R>): Promise<Envelope<RouteAnswer<R>>>;
  /** Hears every event from now on; the returned function ends that. */
  subscribe(listener: (event: AppEvent) => void): () => void;
}

/** The answer's data; a failure is thrown as the AppError it describes. */
export function unwrap<T>(envelope: Envelope<T>): T {
  if (envelope.ok) return envelope.data;
  throw AppError.fromBody(envelope.error);
}

/** What is needed of an AbortSignal, which both sides of the bridge have under their own types. */
interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface OperationOptions {
  onProgress?: (progress: Progress) => void;
  /** Aborting cancels the operation at the core; the promise then rejects with `cancelled`. */
  signal?: CancelSignal;
}

/** Starts an operation, follows it to its end and returns its result; a failure is thrown as AppError. */
export async function runOperation<R extends OperationName>(
  client: Client,
  route: R,
  input: RouteInput<R>,
  { onProgress, signal }: OperationOptions = {},
): Promise<RouteResult<R>> {
  const { operationId } = input;
  let hint = Promise.withResolvers<void>();
  const unsubscribe = client.subscribe((event) => {
    if (event.topic === "resync") hint.resolve();
    if (event.topic !== "operation" || event.operationId !== operationId) return;
    if (event.state !== "running") hint.resolve();
    else if (event.progress !== null) onProgress?.(event.progress);
  });
  const cancel = () => void client.call("operations.cancel", { operationId });
  try {
    unwrap(await client.call(route, input));
    signal?.addEventListener("abort", cancel, { once: true });
    if (signal?.aborted === true) cancel();
    for (;;) {
      await hint.promise;
      hint = Promise.withResolvers<void>();
      const outcome = unwrap(await client.call("operations.get", { operationId }));
      if (outcome.state === "failed") throw AppError.fromBody(outcome.error);
      if (outcome.state === "done") return outcome.result as RouteResult<R>;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    unsubscribe();
  }
}
