import { z } from "zod";
import { DOMAINS } from "./contract/changes.ts";
import { progressSchema } from "./contract/operations.ts";

const position = { epoch: z.string(), seq: z.int().min(0) };

/** A place in the sequence of events: everything up to `seq` of this run of the core is known. */
export interface EventPosition {
  epoch: string;
  seq: number;
}

/** How often a stream of events says that it is there: whoever hears nothing for longer listens to nobody. */
export const HEARTBEAT_MS = 5_000;

/** Everything that is pushed. Events are hints, rows are the truth: after `resync` a client fetches again. */
export const eventSchema = z.discriminatedUnion("topic", [
  z.strictObject({
    ...position,
    topic: z.literal("operation"),
    operationId: z.string(),
    state: z.enum(["running", "done", "failed"]),
    progress: progressSchema.nullable(),
  }),
  z.strictObject({ ...position, topic: z.literal("job"), jobId: z.string() }),
  z.strictObject({
    ...position,
    topic: z.literal("chat.delta"),
    replyId: z.string(),
    offset: z.int().min(0),
    text: z.string(),
  }),
  z.strictObject({ ...position, topic: z.literal("changed"), domain: z.enum(DOMAINS) }),
  z.strictObject({ ...position, topic: z.literal("workspace.changed") }),
  z.strictObject({ ...position, topic: z.literal("resync") }),
]);
export type AppEvent = z.infer<typeof eventSchema>;

type WithoutPosition<E> = E extends unknown ? Omit<E, "epoch" | "seq"> : never;

/** An event before the hub gives it its place in the sequence. */
export type EventBody = WithoutPosition<AppEvent>;
