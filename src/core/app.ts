import { join } from "node:path";
import { type CoreClient, createInProcessClient } from "./in-process-client.ts";
import type { OpenedSource } from "../shared/contract/files.ts";
import type { Caller } from "../shared/envelope.ts";
import { type ErrorBody, toErrorBody } from "../shared/errors.ts";
import { createChat } from "./chat/chat.ts";
import { openChatDatabase } from "./conversations/chats/database.ts";
import { createConversations } from "./conversations/handlers.ts";
import { durationFrom, type Environment } from "./environment.ts";
import { createEventHub } from "./events.ts";
import type { Delivery } from "./files/artifacts.ts";
import { createFiles } from "./files/handlers.ts";
import { createCheckFiles } from "./jobs/check-files.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createKeyHandlers } from "./keys/handlers.ts";
import { type Keychain, openKeychain } from "./keys/keychain.ts";
import { createKeys } from "./keys/keys.ts";
import type { LookUpOrder } from "./keys/places.ts";
import { createKeyRecords } from "./keys/records.ts";
import { createRedactor } from "./keys/redactor.ts";
import { createLog } from "./log.ts";
import { createOperations } from "./operations.ts";
import { createPersonas } from "./personas/personas.ts";
import { baseUrlsOf } from "./providers/base-urls.ts";
import { createModels } from "./providers/models.ts";
import { createProviders } from "./providers/open-provider.ts";
import { CREATE_JOB_TIMEOUT_MS } from "./providers/provider.ts";
import { createRouter, type Handlers } from "./router.ts";
import { createAbout } from "./settings/about.ts";
import { createSettings } from "./settings/settings.ts";
import { createSources } from "./sources.ts";
import { type Child, createTaskRunner, inTurn } from "./tasks/runner.ts";
import { createTrainingData } from "./training-data/handlers.ts";
import { watchWorkspace } from "./workspace/watch.ts";
import { openWorkspace } from "./workspace/workspace.ts";

const SETTLE_SECONDS = 60;
const PRACTICE_SECONDS = 60;

/** What a host gives the core. */
export interface AppOptions {
  dataFolder: string;
  environment: Environment;
  workingDirectory: string;
  /** Whether keys are looked for as on the desktop or as on the command line. */
  keyOrder: LookUpOrder;
  /** Starts the child process in which files are read. */
  spawnChild: () => Child;
  /** Hears what a person should know although nothing failed. */
  warn: (message: string) => void;
  /** The product's version. */
  version: string;
  /** The sample that comes with the product; null where the host has none. */
  sampleDatabase: string | null;
  /** Whether jobs under way are looked at for as long as the core lives, as a host does that stays. */
  followJobs?: boolean;
  keychain?: Keychain;
  now?: () => number;
  /** How long the call that creates a job may take, in ms. */
  createJobTimeoutMs?: number;
}

/** The whole product without a screen. */
export interface App {
  /** A front door; the caller is the host's word, not the input's. */
  client(caller: Caller): CoreClient;
  /** Takes in a file that reached this machine through the host, by upload for example. */
  openFile(path: string): OpenedSource;
  /** What a download ticket is for, once; null where it is unknown, used or too old. */
  redeem(ticket: string): Delivery | null;
  /** A text with every key that was used taken out. */
  redact(text: string): string;
  /** Writes into the log what should not have happened in a host. */
  fault(error: unknown): void;
  /** Stops what runs, then closes the databases. */
  close(): Promise<void>;
}

/** Puts the core together; throws AppError where the workspace cannot be opened. */
export function createApp(options: AppOptions): App {
  const { dataFolder, environment, workingDirectory } = options;
  const baseUrls = baseUrlsOf(environment);
  const settleMs = durationFrom(environment, "TUNEWRIGHT_SETTLE_SECONDS", SETTLE_SECONDS);
  const practiceSeconds = durationFrom(environment, "TUNEWRIGHT_PRACTICE_SECONDS", PRACTICE_SECONDS) / 1000;
  const timeoutMs = options.createJobTimeoutMs ?? CREATE_JOB_TIMEOUT_MS;

  const workspace = openWorkspace(dataFolder, options.now);
  const redactor = createRedactor();
  const log = createLog(dataFolder, redactor.redact);
  const events = createEventHub();
  const unwatch = watchWorkspace(workspace, () => events.publish({ topic: "workspace.changed" }));
  const describe = (error: unknown) => JSON.parse(redactor.redact(JSON.stringify(toErrorBody(error)))) as ErrorBody;
  const operations = createOperations(events, describe);
  const tasks = createTaskRunner(options.spawnChild);
  const browsing = inTurn(createTaskRunner(options.spawnChild));
  const sources = createSources(workspace, workingDirectory);
  const records = createKeyRecords(workspace);
  const keys = createKeys({
    environment,
    workingDirectory,
    dataFolder,
    order: options.keyOrder,
    keychain: options.keychain ?? openKeychain(),
    records,
    redactor,
    warn: options.warn,
  });
  const practice = { folder: join(dataFolder, "practice"), seconds: practiceSeconds, now: workspace.now };
  const providers = createProviders(keys, baseUrls, records, practice);
  const models = createModels(workspace, providers);
  const personas = createPersonas(workspace);

  const jobs = createJobs({
    workspace,
    providers,
    sources,
    events,
    checkFiles: createCheckFiles(tasks),
    patience: { timeoutMs, settleMs },
  });
  const chats = openChatDatabase(join(dataFolder, "conversations.db"));
  const files = createFiles({
    workspace,
    tasks,
    sources,
    workingDirectory,
    sampleDatabase: options.sampleDatabase,
    chats,
    metricsOf: jobs.metricsOf,
  });

  const handlers: Handlers = {
    ...files.handlers,
    ...createSettings(workspace),
    ...createAbout({ version: options.version, dataFolder, practiceSeconds }),
    ...createConversations(tasks, browsing, sources),
    ...createTrainingData(workspace, tasks, sources, personas.find),
    ...jobs.handlers,
    ...models.handlers,
    ...createChat({ workspace, file: chats, providers, sources, events, routeModel: models.route, describe }),
    ...personas.handlers,
    ...createKeyHandlers(keys, providers, baseUrls, workspace.now),
    "operations.get": ({ operationId }) => operations.get(operationId),
    "operations.cancel": ({ operationId }) => ({ cancelled: operations.cancel(operationId) }),
  };
  const router = createRouter(handlers, operations, {
    describe,
    onFault: log.fault,
    onChange: (domain) => events.publish({ topic: "changed", domain }),
  });
  const poller = options.followJobs === true ? jobs.startPoller(log.fault) : null;

  return {
    client: (caller) => createInProcessClient(router, events, caller),
    openFile(path) {
      const opened = files.opened.open(path);
      events.publish({ topic: "changed", domain: "sources" });
      return opened;
    },
    redeem: files.tickets.redeem,
    redact: redactor.redact,
    fault: log.fault,
    async close() {
      await poller?.close();
      await operations.close();
      await log.settled();
      tasks.close();
      browsing.close();
      unwatch();
      workspace.close();
    },
  };
}
