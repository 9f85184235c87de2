import {
  keepPreviousData,
  useMutation,
  type UseMutationResult,
  useQuery,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { runOperation, unwrap } from "../../shared/client.ts";
import type { OperationName, QueryName, RouteInput, RouteResult } from "../../shared/contract/index.ts";
import type { Progress } from "../../shared/contract/operations.ts";
import { useBridge } from "./bridge.tsx";
import { newId } from "./ids.ts";

interface QueryOptions {
  /** False waits with the call. */
  enabled?: boolean;
  /** Shows the answer to the previous input until the next one is there. */
  keepPrevious?: boolean;
  /** Asks again when one comes back to the window: for what other programs change. */
  againOnFocus?: boolean;
  /** The state of what is read, such as a file on disk: the answer holds until it changes, whatever events say. */
  holdsFor?: string | null;
}

/** The key of an answer; one that holds for a state says so, to be left alone by events. */
export function answerKey(route: string, input: unknown, holdsFor?: string | null) {
  return holdsFor === undefined
    ? { queryKey: [route, input] }
    : { queryKey: [route, input, holdsFor], meta: { holdsForState: true } };
}

export type OperationInput<R extends OperationName> = Omit<RouteInput<R>, "operationId">;

/** The answer of a query route, fetched again whenever an event says that it has changed. */
export function useRoute<R extends QueryName>(
  route: R,
  input: RouteInput<R>,
  { enabled = true, keepPrevious = false, againOnFocus = false, holdsFor }: QueryOptions = {},
): UseQueryResult<RouteResult<R>> {
  const client = useBridge();
  return useQuery({
    ...answerKey(route, input, holdsFor),
    queryFn: async () => unwrap(await client.call(route, input)) as RouteResult<R>,
    enabled: enabled && holdsFor !== null,
    refetchOnWindowFocus: againOnFocus ? "always" : false,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A call that changes something; `mutate` sends it. Who shows what it changed hears so by an event. */
export function useCall<R extends QueryName>(route: R): UseMutationResult<RouteResult<R>, Error, RouteInput<R>> {
  const client = useBridge();
  return useMutation({
    mutationFn: async (input: RouteInput<R>) => unwrap(await client.call(route, input)) as RouteResult<R>,
  });
}

/** A query whose answer takes a while: it is cancelled when nobody waits for it any more. */
export function useOperationRoute<R extends OperationName>(
  route: R,
  input: OperationInput<R>,
  { enabled = true, keepPrevious = false, holdsFor }: QueryOptions = {},
): UseQueryResult<RouteResult<R>> & { progress: Progress | null } {
  const client = useBridge();
  const [progress, setProgress] = useState<Progress | null>(null);
  const query = useQuery({
    ...answerKey(route, input, holdsFor),
    queryFn: async ({ signal }) => {
      const whole = { ...input, operationId: newId("op") } as unknown as RouteInput<R>;
      try {
        return await runOperation(client, route, whole, { signal, onProgress: setProgress });
      } finally {
        setProgress(null);
      }
    },
    enabled: enabled && holdsFor !== null,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  }) as UseQueryResult<RouteResult<R>>;
  return { ...query, progress };
}

/** Long work that a person starts: `run` starts it, `stop` ends it. It goes on at the core when the screen leaves. */
export interface Operation<R extends OperationName> {
  run(input: OperationInput<R>): Promise<RouteResult<R>>;
  stop(): void;
  reset(): void;
  readonly isRunning: boolean;
  readonly progress: Progress | null;
  readonly error: Error | null;
  readonly result: RouteResult<R> | undefined;
}

/** Follows one run of an operation at a time. */
export function useOperation<R extends OperationName>(route: R): Operation<R> {
  const client = useBridge();
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopper = useRef<AbortController | null>(null);
  const mutation = useMutation({
    mutationFn: async (input: OperationInput<R>) => {
      const controller = new AbortController();
      stopper.current = controller;
      const whole = { ...input, operationId: newId("op") } as unknown as RouteInput<R>;
      try {
        return await runOperation(client, route, whole, { signal: controller.signal, onProgress: setProgress });
      } finally {
        setProgress(null);
      }
    },
  });
  return {
    run: (input) => mutation.mutateAsync(input),
    stop: () => stopper.current?.abort(),
    reset: mutation.reset,
    isRunning: mutation.isPending,
    progress,
    error: mutation.error,
    result: mutation.data,
  };
}

/** Calls back with each event while the component is shown. */
export function useEvents(listener: Parameters<ReturnType<typeof useBridge>["subscribe"]>[0]): void {
  const client = useBridge();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => client.subscribe((event) => latest.current(event)), [client]);
}
