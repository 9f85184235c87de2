import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type App, type AppOptions, createApp } from "../src/core/app.ts";
import { type Keychain, KeychainUnavailable } from "../src/core/keys/keychain.ts";
import { forkChild } from "../src/core/tasks/fork-child.ts";
import { type Client, runOperation, unwrap } from "../src/shared/client.ts";
import type { OperationName, QueryName, RouteInput, RouteResult } from "../src/shared/contract/index.ts";

export { simulated } from "./simulator/environment.ts";

const CHILD = fileURLToPath(new URL("../src/child/entry.ts", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../resources/sample.db", import.meta.url));
const none = () => Promise.reject(new KeychainUnavailable("none in this test"));

/** A machine without a keychain. */
export const noKeychain: Keychain = { read: none, write: none, remove: none, list: none };

/** A whole core in a folder of its own, with the command line as its front door. */
export interface TestApp extends AsyncDisposable {
  folder: string;
  app: App;
  client: Client;
  query<R extends QueryName>(route: R, input: RouteInput<R>): Promise<RouteResult<R>>;
  run<R extends OperationName>(
    route: R,
    input: Omit<RouteInput<R>, "operationId">,
    signal?: AbortSignal,
  ): Promise<RouteResult<R>>;
  /** Writes a file into the folder and returns its path. */
  write(name: string, content: string | Buffer): string;
  /** Ends this core and opens another on the same data, as a later command does. */
  reopen(overrides?: Partial<AppOptions>): Promise<TestApp>;
}

/** Opens a core; disposing of it removes its folder. */
export function openTestApp(
  overrides: Partial<AppOptions> = {},
  folder = mkdtempSync(join(tmpdir(), "tunewright-app-")),
): TestApp {
  const app = createApp({
    dataFolder: join(folder, "data"),
    environment: {},
    workingDirectory: folder,
    keyOrder: "command-line",
    spawnChild: () => forkChild(CHILD, process.env),
    warn: () => undefined,
    version: "0.0.0",
    sampleDatabase: SAMPLE,
    keychain: noKeychain,
    ...overrides,
  });
  const client = app.client({ kind: "command-line" });
  let operations = 0;
  return {
    folder,
    app,
    client,
    query: async (route, input) => unwrap(await client.call(route, input)) as never,
    run<R extends OperationName>(route: R, input: Omit<RouteInput<R>, "operationId">, signal?: AbortSignal) {
      operations += 1;
      const whole = { ...input, operationId: `op_${operations}` } as unknown as RouteInput<R>;
      return runOperation(client, route, whole, signal === undefined ? {} : { signal });
    },
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async reopen(more = {}) {
      await app.close();
      return openTestApp({ ...overrides, ...more }, folder);
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A training file of that many different examples. */
export function trainingLines(count: number): string {
  return Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      messages: [
        { role: "user", content: `What is ${at} plus ${at}?` },
        { role: "assistant", content: `It is ${at + at}.` },
      ],
    }),
  )
    .map((line) => `${line}\n`)
    .join("");
}
