import type { OperationState, Progress } from "../shared/contract/operations.ts";
import { AppError, type ErrorBody } from "../shared/errors.ts";
import type { EventHub } from "./events.ts";

const ENDED_KEPT = 200;

/** What runs inside an operation: it ends early, by throwing, when the signal aborts. */
export type Work = (signal: AbortSignal, report: (progress: Progress) => void) => Promise<unknown>;

/** Long work by the ids its callers gave it; it outlives the window that started it. */
export interface Operations {
  /** Starts the work at once; an id that was used before is refused with `conflict`. */
  start(operationId: string, work: Work): void;
  get(operationId: string): OperationState;
  /** Asks the work to stop; false where it has ended already. */
  cancel(operationId: string): boolean;
  /** Cancels whatever runs and waits for its end. */
  close(): Promise<void>;
}

interface Entry {
  state: OperationState;
  controller: AbortController;
  ended: Promise<void>;
}

/** Why operations end when Tunewright does: nobody has asked for this one's end. */
export class Closing extends AppError {
  constructor() {
    super("cancelled", "Tunewright is closing.");
  }
}

/** Makes the table of operations; each change of state is published, and `describe` puts a failure into words. */
export function createOperations(events: EventHub, describe: (error: unknown) => ErrorBody): Operations {
  const entries = new Map<string, Entry>();

  const find = (operationId: string): Entry => {
    const entry = entries.get(operationId);
    if (entry !== undefined) return entry;
    throw new AppError("not_found", `There is no operation ${operationId}.`, {
      hint: "Operations are forgotten when Tunewright ends; look at what it was to make instead.",
    });
  };

  const forgetOldest = () => {
    const ended = [...entries].filter(([, entry]) => entry.state.state !== "running");
    for (const [id] of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) entries.delete(id);
  };

  return {
    start(operationId, work) {
      if (entries.has(operationId)) throw new AppError("conflict", `There already is an operation ${operationId}.`);
      const controller = new AbortController();
      const publish = (state: OperationState) => {
        entry.state = state;
        const progress = state.state === "running" ? state.progress : null;
        events.publish({ topic: "operation", operationId, state: state.state, progress });
      };
      const run = async () => {
        try {
          const result = await work(controller.signal, (progress) => publish({ state: "running", progress }));
          publish({ state: "done", result: result as never });
        } catch (error) {
          publish({ state: "failed", error: describe(error) });
        }
        forgetOldest();
      };
      const entry: Entry = { state: { state: "running", progress: null }, controller, ended: Promise.resolve() };
      entries.set(operationId, entry);
      entry.ended = run();
    },
    get: (operationId) => find(operationId).state,
    cancel(operationId) {
      const entry = find(operationId);
      entry.controller.abort(new AppError("cancelled", "It was stopped."));
      return entry.state.state === "running";
    },
    async close() {
      for (const entry of entries.values()) entry.controller.abort(new Closing());
      await Promise.all(Array.from(entries.values(), (entry) => entry.ended));
    },
  };
}
