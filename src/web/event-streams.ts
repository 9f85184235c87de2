import type { ServerResponse } from "node:http";
import type { CoreClient } from "../core/in-process-client.ts";
import type { AppEvent, EventPosition } from "../shared/events.ts";
import type { Limits } from "./limits.ts";

/** The streams of events that are open. */
export interface EventStreams {
  /** Answers with a stream of what happens since that place; a session with too many gives up its oldest. */
  open(outgoing: ServerResponse, to: { client: CoreClient; sessionId: string; since: EventPosition }): void;
  close(): void;
}

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // A proxy on the way would otherwise collect events before it passes them on.
  "x-accel-buffering": "no",
};
/** An event of its own kind, since a page does not get to see comments. It holds no position. */
const HEARTBEAT = "event: here\ndata:\n\n";
const POSITION = /^([\w-]{1,64})\.(\d{1,15})$/;

/** A position as a client names it; what is none belongs to no run of the core, so that the answer is `resync`. */
export function parsePosition(text: string | null): EventPosition {
  const [, epoch = "", seq = "0"] = POSITION.exec(text ?? "") ?? [];
  return { epoch, seq: Number(seq) };
}

function frameOf(event: AppEvent): string {
  return `id: ${event.epoch}.${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** One open stream. */
interface Stream {
  sessionId: string;
  write(text: string): void;
  end(): void;
}

/** Makes the table of streams. Whoever does not read is dropped, and comes back with the last event it has seen. */
export function createEventStreams(
  limits: Pick<Limits, "waitingBytes" | "streamsPerSession" | "heartbeatMs">,
): EventStreams {
  const streams = new Set<Stream>();
  const heartbeat = setInterval(() => {
    for (const stream of streams) stream.write(HEARTBEAT);
  }, limits.heartbeatMs);
  heartbeat.unref();

  return {
    open(outgoing, { client, sessionId, since }) {
      const own = [...streams].filter((stream) => stream.sessionId === sessionId);
      if (own.length >= limits.streamsPerSession) own[0]?.end();
      outgoing.writeHead(200, HEADERS);
      outgoing.flushHeaders();

      const leave = () => {
        unsubscribe();
        streams.delete(stream);
      };
      const stream: Stream = {
        sessionId,
        write(text) {
          outgoing.write(text);
          if (outgoing.writableLength <= limits.waitingBytes) return;
          leave();
          outgoing.destroy();
        },
        end() {
          leave();
          outgoing.end();
        },
      };
      const missed: AppEvent[] = [];
      let hear = (event: AppEvent): void => void missed.push(event);
      const unsubscribe = client.subscribe((event) => hear(event), since);
      hear = (event) => stream.write(frameOf(event));
      streams.add(stream);
      outgoing.on("close", leave);
      // A connection that breaks is closed, and has nothing to say.
      outgoing.on("error", () => undefined);

      const replay = missed.map(frameOf).join("");
      // More than may wait at once would drop this stream, and each one that came back for the same events.
      const isTooMuch = Buffer.byteLength(replay) > limits.waitingBytes;
      if (isTooMuch) hear({ ...client.position(), topic: "resync" });
      else if (replay !== "") stream.write(replay);
    },
    close() {
      clearInterval(heartbeat);
      for (const stream of streams) stream.end();
    },
  };
}
