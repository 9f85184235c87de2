import type { Client } from "../../shared/client.ts";
import type { RouteAnswer, RouteInput, RouteName } from "../../shared/contract/index.ts";
import type { Envelope } from "../../shared/envelope.ts";
import type { ErrorBody } from "../../shared/errors.ts";
import { type AppEvent, eventSchema, HEARTBEAT_MS } from "../../shared/events.ts";

/** Whether the server can be reached: `signed_out` means that it has been started anew, under another address. */
export type Connection = "connected" | "unreachable" | "signed_out";

/** The bridge to the local server, and how it stands with it. */
export interface HttpClient extends Client {
  connection(): Connection;
  /** Hears each change of the connection; the returned function ends that. */
  onConnection(listener: () => void): () => void;
  /** Ends the stream of events and the timers. */
  close(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
/** A tunnel that is gone closes nothing: that nothing is heard for so long is all there is to notice. */
const SILENCE_MS = 3 * HEARTBEAT_MS;
/** How long the server may take to say that it is there after all. */
const PROBE_MS = 10_000;
/** A hidden tab gives its stream back after this long: a browser allows few connections to one host. */
const HIDDEN_AFTER_MS = 10_000;

/** What may be sent while the page goes, and so has to outlive it: settings, and removals that nobody undid. */
const OUTLIVES = /\.(set|remove|forget|delete|dismiss)$/;
/** Browsers refuse to let more than 64 KiB outlive a page; a character takes up to three bytes. */
const OUTLIVING_LIMIT = 16_384;

const UNREACHABLE: ErrorBody = {
  code: "no_network",
  message: "The Tunewright server does not answer.",
  hint: "Look at the terminal in which it runs, and at the SSH tunnel if there is one. This page reconnects by itself.",
};
const SIGNED_OUT: ErrorBody = {
  code: "forbidden",
  message: "The Tunewright server does not know this page any more: it was started anew.",
  hint: "Open the new address that it has printed.",
};

/** Calls go out as POST requests, events come in over one stream that resumes where it was cut. */
export function createHttpClient(): HttpClient {
  const listeners = new Set<(event: AppEvent) => void>();
  const connectionListeners = new Set<() => void>();
  let connection: Connection = "connected";
  // The host writes into the page where the events stood when it was made: what happens while it loads is not missed.
  let position: string | null = document.documentElement.dataset["events"] ?? null;
  let stream: EventSource | null = null;
  let retryMs = FIRST_RETRY_MS;
  let retryTimer: number | undefined;
  let hiddenTimer: number | undefined;
  let silenceTimer: number | undefined;
  // Ends the calls that still wait on a connection that is gone.
  let link = new AbortController();

  const setConnection = (next: Connection) => {
    if (next === connection) return;
    connection = next;
    for (const listener of connectionListeners) listener();
  };

  /** Whether the server is there, and still knows us: a stream that fails does not say which. */
  const probe = async () => {
    const answer = await post("operations.get", { operationId: "probe" }, AbortSignal.timeout(PROBE_MS));
    if (answer.kind === "answered") return setConnection("connected");
    link.abort();
    link = new AbortController();
  };

  const post = async (route: string, input: unknown, signal = link.signal): Promise<Posted> => {
    const body = JSON.stringify(input);
    try {
      const response = await fetch(`/api/call/${route}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        credentials: "same-origin",
        signal,
        keepalive: OUTLIVES.test(route) && body.length <= OUTLIVING_LIMIT,
      });
      if (response.status === 401) {
        setConnection("signed_out");
        return { kind: "failed", error: SIGNED_OUT };
      }
      if (!response.ok) {
        const message = `The server refused the call (${response.status}).`;
        return { kind: "failed", error: { code: "internal", message, hint: "Reload the page." } };
      }
      return { kind: "answered", envelope: await response.json() };
    } catch {
      setConnection("unreachable");
      scheduleConnect();
      return { kind: "failed", error: UNREACHABLE };
    }
  };

  const leave = () => {
    clearTimeout(silenceTimer);
    stream?.close();
    stream = null;
  };

  /** The stream has ended, or says nothing any more. */
  const lose = () => {
    leave();
    scheduleConnect();
    void probe();
  };

  const heard = () => {
    clearTimeout(silenceTimer);
    silenceTimer = window.setTimeout(lose, SILENCE_MS);
  };

  const connect = () => {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    leave();
    const since = position === null ? "" : `?since=${encodeURIComponent(position)}`;
    const opened = new EventSource(`/api/events${since}`);
    stream = opened;
    heard();
    opened.addEventListener("here", heard);
    opened.addEventListener("open", () => {
      retryMs = FIRST_RETRY_MS;
      setConnection("connected");
    });
    opened.addEventListener("message", ({ data }: MessageEvent<string>) => {
      heard();
      const event = eventSchema.parse(JSON.parse(data));
      position = `${event.epoch}.${event.seq}`;
      for (const listener of listeners) listener(event);
    });
    opened.addEventListener("error", () => {
      opened.close();
      if (stream === opened) lose();
    });
  };

  const scheduleConnect = () => {
    if (retryTimer !== undefined || document.hidden || connection === "signed_out") return;
    retryTimer = window.setTimeout(connect, retryMs);
    retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
  };

  const onVisibility = () => {
    clearTimeout(hiddenTimer);
    if (!document.hidden) {
      if (stream === null) connect();
      return;
    }
    hiddenTimer = window.setTimeout(leave, HIDDEN_AFTER_MS);
  };

  document.addEventListener("visibilitychange", onVisibility);
  connect();
  return {
    async call<R extends RouteName>(route: R, input: RouteInput<R>) {
      const posted = await post(route, input);
      return (posted.kind === "answered" ? posted.envelope : { ok: false, error: posted.error }) as Envelope<
        RouteAnswer<R>
      >;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    connection: () => connection,
    onConnection(listener) {
      connectionListeners.add(listener);
      return () => void connectionListeners.delete(listener);
    },
    close() {
      document.removeEventListener("visibilitychange", onVisibility);
      clearTimeout(retryTimer);
      clearTimeout(hiddenTimer);
      leave();
    },
  };
}

type Posted = { kind: "answered"; envelope: unknown } | { kind: "failed"; error: ErrorBody };
