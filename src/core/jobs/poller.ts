import { AppError } from "../../shared/errors.ts";
import { sleep } from "../sleep.ts";
import type { Following } from "./follow.ts";
import type { JobStore } from "./job-store.ts";

const EVERY_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Looks at every job under way whenever it is due, for as long as the core lives. */
export interface Poller {
  /** Stops, and resolves once no look is under way. */
  close(): Promise<void>;
}

/** Starts it. What cannot be looked at says so in its own row; anything else that fails is a fault for `onFault`. */
export function startPoller(store: JobStore, following: Following, onFault: (error: unknown) => void): Poller {
  const controller = new AbortController();
  const { signal } = controller;
  const context = { signal, report: () => undefined, notice: () => undefined };
  /** Jobs that could not be reached, with how long they are left alone: ever longer, so that nobody is hammered. */
  const pauses = new Map<string, { ms: number; until: number }>();
  const look = async () => {
    const now = Date.now();
    const ids = store
      .underWay()
      .map((job) => job.id)
      .filter((id) => (pauses.get(id)?.until ?? 0) <= now);
    const { unreachable } = await following.refresh(ids, "due", context);
    const failed = new Set(unreachable.map(({ id }) => id));
    for (const id of ids) {
      const ms = Math.min(LONGEST_PAUSE_MS, 2 * (pauses.get(id)?.ms ?? EVERY_MS));
      if (failed.has(id)) pauses.set(id, { ms, until: Date.now() + ms });
      else pauses.delete(id);
    }
  };
  const run = async () => {
    while (!signal.aborted) {
      try {
        await look();
        await sleep(EVERY_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof AppError)) onFault(error);
        await sleep(EVERY_MS, signal).catch(() => undefined);
      }
    }
  };
  const ended = run();
  return {
    close() {
      controller.abort(new AppError("cancelled", "Tunewright is closing."));
      return ended;
    },
  };
}
