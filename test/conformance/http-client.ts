import type { Client } from "../../src/shared/client.ts";
import type { Envelope } from "../../src/shared/envelope.ts";
import { type AppEvent, eventSchema } from "../../src/shared/events.ts";

/** The wire as a screen uses it, without a browser: calls are posted, events come over one stream. */
export interface HttpTestClient extends Client {
  close(): Promise<void>;
}

/** Signs in at a server's printed address and opens the stream of events where the page stood. */
export async function openHttpClient(address: string): Promise<HttpTestClient> {
  const { origin } = new URL(address);
  const signedIn = await fetch(address);
  const cookie = signedIn.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const page = await (await fetch(origin, { headers: { cookie } })).text();
  const since = /data-events="([^"]+)"/.exec(page)?.[1] ?? "";

  const listeners = new Set<(event: AppEvent) => void>();
  const stop = new AbortController();
  const stream = await fetch(`${origin}/api/events?since=${since}`, { headers: { cookie }, signal: stop.signal });
  const ended = read(stream, (event) => {
    for (const listener of listeners) listener(event);
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    async call(route, input) {
      const response = await fetch(`${origin}/api/call/${route}`, {
        method: "POST",
        headers: { cookie, "content-type": "application/json" },
        body: JSON.stringify(input),
      });
      if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Envelope<never>;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      stop.abort();
      await ended;
    },
  };
}

async function read({ body }: Response, hear: (event: AppEvent) => void): Promise<void> {
  if (body === null) throw new Error("the stream of events has no body");
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) hear(eventSchema.parse(JSON.parse(line.slice(6))));
  }
}
