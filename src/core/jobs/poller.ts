import { AppError } from "../../shared/errors.ts";
import { sleep } from "../sleep.ts";
import type { FollowContext, Following } from "./follow.ts";
import type { JobRow, JobStore } from "./job-store.ts";
import { isDue } from "./lifecycle.ts";
import { createPauses } from "./pauses.ts";

const EVERY_MS = 1_000;

export interface PollerDependencies {
  store: JobStore;
  following: Following;
  now: () => number;
  /** Hears what should not have happened; a job that cannot be looked at says so in its own row. */
  onFault: (error: unknown) => void;
}

/** Looks at every job under way whenever it is due, for as long as the core lives. */
export interface Poller {
  /** Stops, and resolves once no look is under way. */
  close(): Promise<void>;
}

const isInterrupted = (job: JobRow): boolean => job.status === "preparing";

/** Starts it. Uploads of interrupted submissions may take long, and go in rounds of their own: no look waits for them. */
export function startPoller(dependencies: PollerDependencies): Poller {
  const controller = new AbortController();
  const { signal } = controller;
  const rounds = [
    repeat(createRound(dependencies, isInterrupted, signal), dependencies.onFault, signal),
    repeat(
      createRound(dependencies, (job) => !isInterrupted(job), signal),
      dependencies.onFault,
      signal,
    ),
  ];
  return {
    async close() {
      controller.abort(new AppError("cancelled", "Tunewright is closing."));
      await Promise.all(rounds);
    },
  };
}

/** One look at each of these jobs that is due and was not out of reach just before. */
function createRound(
  { store, following, now, onFault }: PollerDependencies,
  isOurs: (job: JobRow) => boolean,
  signal: AbortSignal,
): () => Promise<void> {
  const context: FollowContext = { signal, report: () => undefined, notice: () => undefined, onFault };
  const pauses = createPauses(() => performance.now(), EVERY_MS);
  return async () => {
    const ids = store
      .underWay()
      .filter((job) => isOurs(job) && isDue(job.next_look_at, now()) && pauses.isOver(job.id))
      .map(({ id }) => id);
    const { unreachable } = await following.refresh(ids, "due", context);
    pauses.note(ids, new Set(unreachable.map(({ id }) => id)));
  };
}

/** Round after round, never two at once, until the signal aborts. */
async function repeat(round: () => Promise<void>, onFault: (error: unknown) => void, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      await round();
    } catch (error) {
      // The workspace may be busy for a moment; the next round looks again.
      if (!(error instanceof AppError)) onFault(error);
    }
    await sleep(EVERY_MS, signal).catch(() => undefined);
  }
}
