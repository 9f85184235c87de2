import { randomBytes } from "node:crypto";
import envPaths from "env-paths";
import { type App, type AppOptions, createApp } from "../core/app.ts";
import { forkChild } from "../core/tasks/fork-child.ts";
import { type Client, runOperation, unwrap } from "../shared/client.ts";
import type { OperationName, QueryName, RouteInput, RouteResult } from "../shared/contract/index.ts";
import { ID_BYTES, makeId } from "../shared/ids.ts";
import type { ProgressLine } from "./progress.ts";

/** What the process gives the command line. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  workingDirectory: string;
  version: string;
  /** The script that runs as the child process. */
  childEntry: string;
  progress: ProgressLine;
  /** Aborts when the user wants to stop. */
  signal: AbortSignal;
}

type OperationInput<R extends OperationName> = Omit<RouteInput<R>, "operationId">;

/** An open core with the command line as its front door. Failures are thrown as AppError. */
export interface Session {
  readonly client: Client;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
  /** Asks a query; stopping the command ends the waiting for its answer. */
  call<R extends QueryName>(route: R, input: RouteInput<R>): Promise<RouteResult<R>>;
  /** Runs an operation to its end with its progress shown; stopping the command cancels it. */
  run<R extends OperationName>(route: R, input: OperationInput<R>): Promise<RouteResult<R>>;
  newId(prefix: string): string;
  redact(text: string): string;
  close(): Promise<void>;
}

/** What the promise gives, or why it is not waited for any more; closing the core then ends what still runs. */
async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The data folder: TUNEWRIGHT_HOME, else where the platform keeps an application's data. */
export function dataFolderOf(environment: NodeJS.ProcessEnv): string {
  const chosen = environment["TUNEWRIGHT_HOME"]?.trim() ?? "";
  return chosen === "" ? envPaths("tunewright", { suffix: "" }).data : chosen;
}

/** Opens the core in the data folder; throws AppError where the workspace cannot be opened. */
export function openSession(surroundings: Surroundings, overrides: Partial<AppOptions> = {}): Session {
  const { environment, workingDirectory, version, childEntry, progress, signal } = surroundings;
  const app: App = createApp({
    dataFolder: dataFolderOf(environment),
    environment,
    workingDirectory,
    keyOrder: "command-line",
    spawnChild: () => forkChild(childEntry, environment),
    warn: progress.remark,
    version,
    sampleDatabase: null,
    ...overrides,
  });
  const client = app.client({ kind: "command-line" });
  const newId = (prefix: string) => makeId(prefix, randomBytes(ID_BYTES));
  return {
    client,
    progress,
    signal,
    newId,
    redact: app.redact,
    async call<R extends QueryName>(route: R, input: RouteInput<R>) {
      return unwrap(await unlessStopped(client.call(route, input), signal)) as RouteResult<R>;
    },
    async run<R extends OperationName>(route: R, input: OperationInput<R>) {
      const whole = { ...input, operationId: newId("op") } as unknown as RouteInput<R>;
      try {
        return await runOperation(client, route, whole, { onProgress: progress.show, signal });
      } finally {
        progress.end();
      }
    },
    close: () => app.close(),
  };
}
