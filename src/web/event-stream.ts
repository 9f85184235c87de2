import type { ServerResponse } from "node:http";
import type { AppEvent } from "../shared/events.ts";

/** More than this waiting to be sent, in bytes, and the connection is dropped: its client comes back and resyncs. */
const MOST_WAITING = 1_000_000;
const HEARTBEAT_MS = 15_000;

type Position = { epoch: string; seq: number };
type Subscribe = (listener: (event: AppEvent) => void, since?: Position) => () => void;

/** A position as a client sends it, `epoch.seq`; undefined where it is none. */
export function parsePosition(text: string | undefined): Position | undefined {
  const found = /^([\w-]{1,100})\.(\d{1,15})$/.exec(text ?? "");
  const [, epoch, seq] = found ?? [];
  return epoch === undefined || seq === undefined ? undefined : { epoch, seq: Number(seq) };
}

/** Sends events as they come until the client goes, or does not keep up. The heads of the answer are sent here. */
export function streamEvents(
  outgoing: ServerResponse,
  headers: Readonly<Record<string, string>>,
  subscribe: Subscribe,
  since: Position | undefined,
): void {
  outgoing.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const send = (text: string) => {
    if (outgoing.destroyed) return;
    if (outgoing.writableLength > MOST_WAITING) outgoing.destroy();
    else outgoing.write(text);
  };
  send(": connected\n\n");
  const unsubscribe = subscribe(
    (event) => send(`id: ${event.epoch}.${event.seq}\ndata: ${JSON.stringify(event)}\n\n`),
    since,
  );
  const heartbeat = setInterval(() => send(": \n\n"), HEARTBEAT_MS);
  outgoing.once("close", () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}
