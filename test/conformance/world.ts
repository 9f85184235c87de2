import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AppOptions } from "../../src/core/app.ts";
import { forkChild } from "../../src/core/tasks/fork-child.ts";
import { type Client, runOperation, unwrap } from "../../src/shared/client.ts";
import type { OperationName, QueryName, RouteInput, RouteResult } from "../../src/shared/contract/index.ts";
import type { Source } from "../../src/shared/contract/route.ts";
import { noKeychain, simulated, trainingLines } from "../app.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";

const CHILD = fileURLToPath(new URL("../../src/child/entry.ts", import.meta.url));

const SAMPLE = fileURLToPath(new URL("../../resources/sample.db", import.meta.url));

/** One way to a core, as whoever may come by it. */
interface Transport {
  client: Client;
  /** Whether its callers name files by their paths, as the command line does, or by ids, as a screen has to. */
  namesFilesBy: "path" | "id";
  close: () => Promise<void>;
}

/** Opens one transport to a core made with these options. */
export type OpenTransport = (options: AppOptions) => Promise<Transport>;

type TrainingTarget = RouteInput<"trainingData.prepare">["out"];

/** Everything that routes need to have something to answer about. */
export interface World {
  client: Client;
  simulator: Simulator;
  folder: string;
  /** The path of the sample database, for a person's choice. */
  samplePath: string;
  sample: Source;
  trainFile: Source;
  /** Where training files of that name go. */
  target(name: string): TrainingTarget;
  /** Where the validation file goes; null where the training file's place says it. */
  validationTarget(name: string): { path: string } | null;
  query<R extends QueryName>(route: R, input: RouteInput<R>): Promise<RouteResult<R>>;
  run<R extends OperationName>(route: R, input: Omit<RouteInput<R>, "operationId">): Promise<RouteResult<R>>;
  /** An operation's id that nobody has used. */
  operationId(): string;
  pendingJob(provider?: "openai" | "practice"): Promise<string>;
  close(): Promise<void>;
}

/** A core with a simulated provider, the sample database and a training file, behind the given transport. */
export async function openWorld(open: OpenTransport): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "tunewright-conformance-"));
  const simulator = await startSimulator();
  const trainPath = join(folder, "train.jsonl");
  writeFileSync(trainPath, trainingLines(12));
  const { client, namesFilesBy, close } = await open({
    dataFolder: join(folder, "data"),
    environment: { ...simulated(simulator), TUNEWRIGHT_PRACTICE_SECONDS: "1" },
    workingDirectory: folder,
    keyOrder: "command-line",
    spawnChild: () => forkChild(CHILD, process.env),
    warn: () => undefined,
    version: "0.0.0",
    sampleDatabase: SAMPLE,
    keychain: noKeychain,
  });
  let last = 0;
  const operationId = () => {
    last += 1;
    return `op_conformance${last}`;
  };
  const query: World["query"] = async (route, input) => unwrap(await client.call(route, input)) as never;
  const sourceOf = async (path: string): Promise<Source> =>
    namesFilesBy === "path" ? { path } : { sourceId: (await query("files.open", { path })).id };
  const trainFile = await sourceOf(trainPath);
  return {
    client,
    simulator,
    folder,
    samplePath: SAMPLE,
    sample: await sourceOf(SAMPLE),
    trainFile,
    target: (name) => (namesFilesBy === "path" ? { path: join(folder, `${name}.jsonl`) } : { name }),
    validationTarget: (name) => (namesFilesBy === "path" ? { path: join(folder, `${name}.jsonl`) } : null),
    query,
    run: (route, input) => runOperation(client, route, { ...input, operationId: operationId() } as never),
    operationId,
    async pendingJob(provider = "practice") {
      const model = provider === "practice" ? "practice/echo" : "gpt-4o-mini-2024-07-18";
      const job = await query("jobs.create", { name: "one", provider, model, trainFile });
      return job.id;
    },
    async close() {
      await close();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
