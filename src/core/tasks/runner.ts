import type { Progress } from "../../shared/contract/operations.ts";
import { AppError } from "../../shared/errors.ts";
import type { TaskMessage, TaskName, TaskRequest, Tasks } from "./contract.ts";

/** A child process as its host supplies it. */
export interface Child {
  send(request: TaskRequest): void;
  /** Hears its messages; the returned function ends that. */
  onMessage(listener: (message: TaskMessage) => void): () => void;
  /** Hears its end, with how it ended in words; the returned function ends that. */
  onExit(listener: (reason: string) => void): () => void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
  /** Lets one that has nothing to do tidy up and end. */
  end(): void;
  /** While idle, a child does not keep its parent alive. */
  setIdle(idle: boolean): void;
}

export interface RunOptions {
  signal?: AbortSignal | undefined;
  /** After this many milliseconds the child is killed and the task fails with `timeout`. */
  deadlineMs?: number;
  report?: (progress: Progress) => void;
}

/** Runs tasks in child processes: one task a child at a time, one idle child kept warm. */
export interface TaskRunner {
  run<T extends TaskName>(task: T, input: Tasks[T]["input"], options?: RunOptions): Promise<Tasks[T]["output"]>;
  close(): void;
}

/** Makes a runner; `spawn` starts one child. */
export function createTaskRunner(spawn: () => Child): TaskRunner {
  const busy = new Set<Child>();
  let warm: Child | null = null;
  let lastId = 0;

  const take = (): Child => {
    const child = warm ?? spawnWatched();
    warm = null;
    child.setIdle(false);
    busy.add(child);
    return child;
  };
  const spawnWatched = (): Child => {
    const child = spawn();
    child.onExit(() => {
      busy.delete(child);
      if (warm === child) warm = null;
    });
    return child;
  };
  const giveBack = (child: Child) => {
    if (!busy.delete(child)) return;
    if (warm !== null) return child.end();
    warm = child;
    child.setIdle(true);
  };

  return {
    async run<T extends TaskName>(task: T, input: Tasks[T]["input"], options: RunOptions = {}) {
      options.signal?.throwIfAborted();
      const child = take();
      lastId += 1;
      const id = lastId;
      try {
        const output = await converse(child, { id, task, input }, options);
        giveBack(child);
        return output as Tasks[T]["output"];
      } catch (error) {
        if (error instanceof TaskFailure) {
          giveBack(child);
          throw error.reason;
        }
        busy.delete(child);
        child.kill();
        throw error;
      }
    },
    close() {
      warm?.end();
      for (const child of busy) child.kill();
    },
  };
}

/** Runs one task after the other, so that each finds what the one child has kept of the one before. */
export function inTurn(runner: TaskRunner): TaskRunner {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task, input, options) {
      const next = last.then(() => runner.run(task, input, options));
      last = next.catch(() => undefined);
      return next;
    },
    close: runner.close,
  };
}

/** The task itself failed; the child is well. */
class TaskFailure extends Error {
  readonly reason: AppError;
  constructor(reason: AppError) {
    super(reason.message);
    this.reason = reason;
  }
}

function converse(child: Child, request: TaskRequest, { signal, deadlineMs, report }: RunOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stopped = () => reject(signal?.reason as Error);
    signal?.addEventListener("abort", stopped, { once: true });
    const tooLate = () =>
      reject(
        new AppError("timeout", `Reading took longer than ${(deadlineMs ?? 0) / 1000} seconds and was stopped.`, {
          hint: "The file may be damaged or very large; try a copy on a local disk.",
        }),
      );
    const timer = deadlineMs === undefined ? undefined : setTimeout(tooLate, deadlineMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stopped);
      unhearExit();
      unhearMessages();
      act();
    };
    const unhearExit = child.onExit((reason) =>
      settle(() => reject(new AppError("internal", `The process that was to ${request.task} ended early: ${reason}.`))),
    );
    const unhearMessages = child.onMessage((message) => {
      if (message.id !== request.id) return;
      if (message.kind === "progress") report?.(message.progress);
      else if (message.kind === "done") settle(() => resolve(message.output));
      else settle(() => reject(new TaskFailure(AppError.fromBody(message.error))));
    });
    child.send(request);
  });
}
