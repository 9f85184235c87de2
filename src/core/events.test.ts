import { describe, expect, it } from "vitest";
import type { AppEvent } from "../shared/events.ts";
import { createEventHub } from "./events.ts";

function publish(hub: ReturnType<typeof createEventHub>, count: number): void {
  for (let at = 0; at < count; at += 1) hub.publish({ topic: "job", jobId: `job_${at}` });
}

describe("the event hub", () => {
  it("replays exactly what was missed, in order", () => {
    const hub = createEventHub();
    const seen: AppEvent[] = [];
    const stop = hub.subscribe((event) => seen.push(event));
    publish(hub, 3);
    stop();
    publish(hub, 2);
    const last = seen.at(-1);
    const missed: AppEvent[] = [];
    hub.subscribe((event) => missed.push(event), { epoch: last?.epoch ?? "", seq: last?.seq ?? 0 });
    expect(missed.map((event) => event.seq)).toEqual([4, 5]);
  });

  it("says resync, and nothing else, where it no longer knows what was missed", () => {
    const hub = createEventHub();
    const first: AppEvent[] = [];
    hub.subscribe((event) => first.push(event))();
    publish(hub, 1);
    const seen: AppEvent[] = [];
    hub.subscribe((event) => seen.push(event));
    publish(hub, 1005);
    const epoch = seen[0]?.epoch ?? "";
    const late: AppEvent[] = [];
    hub.subscribe((event) => late.push(event), { epoch, seq: 1 });
    expect(late.map((event) => event.topic)).toEqual(["resync"]);
    const stranger: AppEvent[] = [];
    hub.subscribe((event) => stranger.push(event), { epoch: "another run", seq: 900 });
    expect(stranger.map((event) => event.topic)).toEqual(["resync"]);
  });
});
