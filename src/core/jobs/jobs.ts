import { statSync } from "node:fs";
import type { JobMetric } from "../../shared/contract/jobs.ts";
import type { Source } from "../../shared/contract/route.ts";
import type { Caller } from "../../shared/envelope.ts";
import { AppError } from "../../shared/errors.ts";
import { assertKeyOf, type Providers } from "../providers/open-provider.ts";
import type { EventHub } from "../events.ts";
import type { Handlers, OperationContext } from "../router.ts";
import type { Sources } from "../sources.ts";
import { sleep } from "../sleep.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { createCancel } from "./cancel.ts";
import { createFollowing, type FollowContext } from "./follow.ts";
import { createJobStore, type JobRow } from "./job-store.ts";
import { OTHERS_AT_IT_MS } from "./lifecycle.ts";
import { isFinal } from "../../shared/job-life.ts";
import { createLook } from "./look.ts";
import { type Poller, startPoller } from "./poller.ts";
import { jobStatistics } from "./statistics.ts";
import { type CreatePatience, createSubmit, type CheckFiles } from "./submit.ts";

export interface JobsDependencies {
  workspace: Workspace;
  providers: Providers;
  sources: Sources;
  events: EventHub;
  checkFiles: CheckFiles;
  patience: CreatePatience;
}

type JobHandlers = Pick<Handlers, Extract<keyof Handlers, `jobs.${string}`>>;

function assertFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new AppError("not_found", `There is no file ${path}.`, {
      hint: "Prepare training data, or choose another file.",
    });
  }
  if (!found.isFile())
    throw new AppError("not_readable", `${path} is not a file.`, { hint: "Name the JSONL file itself." });
  if (found.size === 0) {
    throw new AppError("invalid_file", `${path} is empty: there is nothing to train on.`, {
      hint: "Prepare training data, or choose another file.",
    });
  }
}

/** Key notices travel as progress without a count, each once however many jobs it is for. */
function withNotice({ signal, report }: OperationContext): FollowContext {
  const said = new Set<string>();
  const notice = (note: string) => {
    if (!said.has(note)) report({ done: 0, total: null, unit: "notice", note });
    said.add(note);
  };
  return { signal, report, notice };
}

/** The ledger as the rest of the core sees it. */
export interface Jobs {
  handlers: JobHandlers;
  /** The loss curve of a job; throws `not_found`. */
  metricsOf: (id: string) => JobMetric[];
  /** Looks after every job under way until it is closed; `onFault` hears what should not have happened. */
  startPoller: (onFault: (error: unknown) => void) => Poller;
}

/** Puts the ledger's parts together. */
export function createJobs(dependencies: JobsDependencies): Jobs {
  const { workspace, providers, sources, events, checkFiles } = dependencies;
  const store = createJobStore(workspace, (jobId) => events.publish({ topic: "job", jobId }));
  const submit = createSubmit({ ...dependencies, store });
  const look = createLook(workspace, store, providers);
  const ledgerFollowing = createFollowing(workspace, store, submit, look);
  const { follow, refresh } = ledgerFollowing;
  const cancel = createCancel(workspace, store, providers, submit);

  /** Another process may hold the job: whoever follows it anyway waits until it is done with it, or has failed. */
  const submitOrWait = async (
    id: string,
    { wait, budgetUsd }: { wait: boolean; budgetUsd: number | null },
    context: FollowContext,
  ): Promise<void> => {
    while ((await submit(id, { ...context, patient: true, budgetUsd })) === null) {
      if (!wait) {
        throw new AppError("busy", `Another process is submitting job ${id}.`, {
          hint: "It goes on there: look at the job again in a moment.",
        });
      }
      await sleep(OTHERS_AT_IT_MS, context.signal);
    }
  };

  /** One job that cannot be followed does not keep the others from it: it is given as it stands. */
  const followAmongOthers = async (id: string, context: FollowContext): Promise<JobRow> => {
    try {
      return await follow(id, context);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "cancelled") throw error;
      context.notice(`${id} is not followed any more: ${error.message}`);
      return store.get(id);
    }
  };

  const filePath = (source: Source, caller: Caller): string => {
    const path = sources.toRead(source, caller);
    assertFile(path);
    return path;
  };

  const handlers: JobHandlers = {
    "jobs.create": (input, { caller }) => {
      assertKeyOf(input.provider, input.key);
      const trainPath = filePath(input.trainFile, caller);
      const valPath = input.valFile === null ? null : filePath(input.valFile, caller);
      return store.show(store.add(input, trainPath, valPath));
    },
    "jobs.check": async ({ id }, { signal }) => {
      const job = store.get(id);
      return { job: store.show(job), check: await checkFiles(job, signal) };
    },
    "jobs.run": async ({ id, wait, budgetUsd }, context) => {
      const job = store.get(id);
      if (isFinal(job.status)) {
        throw new AppError("conflict", `Job ${id} is ${job.status} already.`, {
          hint: "Create a new job to train again.",
        });
      }
      const following = withNotice(context);
      if (job.provider_job_id === null) await submitOrWait(id, { wait, budgetUsd }, following);
      return store.show(wait ? await follow(id, following) : store.get(id));
    },
    "jobs.watch": async ({ id }, context) => {
      const following = withNotice(context);
      if (id !== null) return { jobs: [store.show(await follow(id, following))] };
      const ids = store.underWay().map((job) => job.id);
      const jobs = await Promise.all(ids.map((one) => followAmongOthers(one, following)));
      return { jobs: store.showAll(jobs) };
    },
    "jobs.refresh": ({ id }, context) => {
      const underWay = store.underWay().map((job) => job.id);
      if (id === null) return refresh(underWay, "status", withNotice(context));
      return refresh(underWay.includes(id) ? [id] : [], "now", withNotice(context));
    },
    "jobs.cancel": async ({ id }, context) => store.show(await cancel(id, withNotice(context))),
    "jobs.list": (filter) => ({ jobs: store.showAll(store.list(filter)) }),
    "jobs.show": ({ id }) => store.show(store.get(id)),
    "jobs.events": ({ id }) => ({ events: store.events(id) }),
    "jobs.metrics": ({ id }) => ({ metrics: store.metrics(id) }),
    "jobs.delete": ({ id }) => {
      store.remove(id);
      return { id };
    },
    "jobs.statistics": () => jobStatistics(store.list({ status: null, provider: null })),
  };
  return {
    handlers,
    metricsOf: store.metrics,
    startPoller: (onFault) => startPoller({ store, following: ledgerFollowing, now: workspace.now, onFault }),
  };
}
