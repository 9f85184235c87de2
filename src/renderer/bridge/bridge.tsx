import { type Query, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useSyncExternalStore } from "react";
import type { Domain } from "../../shared/contract/changes.ts";
import { AppError } from "../../shared/errors.ts";
import type { AppEvent } from "../../shared/events.ts";
import type { Connection, HttpClient } from "./http-client.ts";

const BridgeContext = createContext<HttpClient | null>(null);

/** The bridge to the core; to be used below `BridgeProvider`. */
export function useBridge(): HttpClient {
  const client = use(BridgeContext);
  if (client === null) throw new Error("a screen needs the bridge around it");
  return client;
}

/** How it stands with the server, now and at every change. */
export function useConnection(): Connection {
  const client = useBridge();
  return useSyncExternalStore(client.onConnection, client.connection);
}

/** The routes whose answers show things of a domain, by the beginning of their names. */
const SHOWN_BY: Record<Domain, readonly string[]> = {
  sources: ["sources.", "conversations."],
  datasets: ["datasets."],
  jobs: ["jobs."],
  // A chat is kept in a database that may be opened too.
  chats: ["chat.", "sources."],
  personas: ["personas."],
  keys: ["keys.", "models."],
  settings: [],
};

const MODELS_HOLD_MS = 60_000;

/** Answers are kept until an event says that they have changed; only what passes is asked for again. */
export function createQueryClient(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
        retry: (failures, error) => error instanceof AppError && error.code === "no_network" && failures < 2,
      },
      mutations: { networkMode: "always" },
    },
  });
  // Providers are asked for these: not at every step of a job, but again when a screen is opened a while later.
  queries.setQueryDefaults(["models.list"], { staleTime: MODELS_HOLD_MS });
  return queries;
}

/** Whether an event may have changed an answer. One about a file holds until the file changes, unless it is a failure. */
function mayHaveChanged({ meta, state }: Query): boolean {
  return meta?.["holdsForState"] !== true || state.status === "error";
}

function invalidate(queries: QueryClient, beginnings: readonly string[]): void {
  void queries.invalidateQueries({
    predicate: (query) => {
      const [route] = query.queryKey;
      return (
        typeof route === "string" &&
        beginnings.some((beginning) => route.startsWith(beginning)) &&
        mayHaveChanged(query)
      );
    },
  });
}

function invalidateAll(queries: QueryClient): void {
  void queries.invalidateQueries({ predicate: mayHaveChanged });
}

/** Fetches again what an event says has changed; after a gap in the events, everything. */
function applyEvent(queries: QueryClient, event: AppEvent): void {
  switch (event.topic) {
    case "changed":
      return invalidate(queries, SHOWN_BY[event.domain]);
    case "job":
      return invalidate(queries, SHOWN_BY.jobs);
    case "workspace.changed":
    case "resync":
      return invalidateAll(queries);
    case "operation":
    case "chat.delta":
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Gives the screens below it the core, and keeps what they show up to date. */
export function BridgeProvider(props: { client: HttpClient; queries: QueryClient; children: ReactNode }) {
  const { client, queries, children } = props;
  useEffect(() => client.subscribe((event) => applyEvent(queries, event)), [client, queries]);
  useEffect(
    () =>
      client.onConnection(() => {
        if (client.connection() === "connected") invalidateAll(queries);
      }),
    [client, queries],
  );
  return (
    <BridgeContext value={client}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </BridgeContext>
  );
}
