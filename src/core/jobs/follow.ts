import type { Progress } from "../../shared/contract/operations.ts";
import { AppError, type ErrorBody, type ErrorCode, toErrorBody } from "../../shared/errors.ts";
import type { KeyNotice } from "../providers/open-provider.ts";
import { sleep } from "../sleep.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { JobRow, JobStore } from "./job-store.ts";
import { isPassing, nextLookDelay, OTHERS_AT_IT_MS } from "./lifecycle.ts";
import { isFinal } from "../../shared/job-life.ts";
import type { Look, LookDepth } from "./look.ts";
import type { Submit } from "./submit.ts";

const GIVE_UP_AFTER_MS = 15 * 60_000;
const LOOKS_AT_ONCE = 8;
/** A provider that has not answered one of these for so long is not waited for: its jobs are shown as last seen. */
const LOOK_PATIENCE_MS = 15_000;

/** Failures that would meet every other job of the same provider as well. */
const CONCERN_ALL: ReadonlySet<ErrorCode> = new Set([
  "no_network",
  "timeout",
  "rate_limited",
  "no_key",
  "wrong_key",
  "forbidden",
]);

export interface FollowContext {
  signal: AbortSignal;
  report: (progress: Progress) => void;
  notice: KeyNotice;
  /** Hears what should not have happened with one job, so that the others go on; where absent it ends the work. */
  onFault?: (error: unknown) => void;
}

/** Keeping up with jobs that live at their providers. */
export interface Following {
  /** Stays with a job until it has ended; a provider that cannot be reached for 15 minutes ends the following only. */
  follow(id: string, context: FollowContext): Promise<JobRow>;
  /** Looks once at each of these jobs, taking up submissions that were interrupted. */
  refresh(
    ids: string[],
    depth: LookDepth,
    context: FollowContext,
  ): Promise<{ looked: number; unreachable: { id: string; error: ErrorBody }[] }>;
}

/** Makes both from the two steps a job takes forward. */
export function createFollowing(workspace: Workspace, store: JobStore, submit: Submit, look: Look): Following {
  const stepForward = async (id: string, context: FollowContext): Promise<JobRow> => {
    if (store.get(id).status === "preparing") await submit(id, { ...context, patient: true });
    return look(id, context);
  };

  /** A step that waits for nothing. */
  const refreshOne = async (id: string, depth: LookDepth, context: FollowContext): Promise<void> => {
    if (store.get(id).status === "preparing") await submit(id, { ...context, patient: false });
    const late = AbortSignal.timeout(LOOK_PATIENCE_MS);
    try {
      await look(id, { ...context, depth, signal: AbortSignal.any([context.signal, late]) });
    } catch (error) {
      if (!late.aborted || context.signal.aborted) throw error;
      throw new AppError("timeout", `The provider did not answer within ${LOOK_PATIENCE_MS / 1000} seconds.`, {
        hint: "Try again in a while.",
      });
    }
  };

  /** Why a job could not be refreshed, or null; a provider that was not reached is not tried again for the next one. */
  const tryRefresh = async (
    id: string,
    depth: LookDepth,
    context: FollowContext,
    unreached: Map<JobRow["provider"], ErrorBody>,
  ): Promise<{ id: string; error: ErrorBody } | null> => {
    const { provider } = store.get(id);
    const known = unreached.get(provider);
    if (known !== undefined) return { id, error: known };
    try {
      await refreshOne(id, depth, context);
      return null;
    } catch (error) {
      if (!(error instanceof AppError)) {
        if (context.onFault === undefined) throw error;
        context.onFault(error);
        return { id, error: toErrorBody(error) };
      }
      if (error.code === "cancelled") throw error;
      if (CONCERN_ALL.has(error.code)) unreached.set(provider, error.toBody());
      return { id, error: error.toBody() };
    }
  };

  return {
    async follow(id, context) {
      let reached = workspace.now();
      for (;;) {
        const job = store.get(id);
        if (isFinal(job.status) || job.status === "pending") return job;
        context.report(progressOf(store, job));
        try {
          const after = await stepForward(id, context);
          reached = workspace.now();
          if (isFinal(after.status)) continue;
        } catch (error) {
          if (!(error instanceof AppError) || !isPassing(error.code)) throw error;
          if (workspace.now() - reached > GIVE_UP_AFTER_MS) throw error;
          context.report({ done: 0, total: null, unit: "looks", note: `${error.message} Trying again.` });
        }
        await sleep(Math.max(OTHERS_AT_IT_MS, untilNextLook(store.get(id), workspace.now())), context.signal);
      }
    },
    async refresh(ids, depth, context) {
      const unreachable: { id: string; error: ErrorBody }[] = [];
      const unreached = new Map<JobRow["provider"], ErrorBody>();
      for (let start = 0; start < ids.length; start += LOOKS_AT_ONCE) {
        const batch = ids.slice(start, start + LOOKS_AT_ONCE);
        const failed = await Promise.all(batch.map((id) => tryRefresh(id, depth, context, unreached)));
        unreachable.push(...failed.filter((failure) => failure !== null));
      }
      return { looked: ids.length - unreachable.length, unreachable };
    },
  };
}

function untilNextLook(job: JobRow, now: number): number {
  return job.next_look_at === null ? nextLookDelay(0) : Math.max(0, job.next_look_at - now);
}

function progressOf(store: JobStore, job: JobRow): Progress {
  const newest = store.metrics(job.id).at(-1);
  const note = job.detail === null ? job.status : `${job.status}: ${job.detail}`;
  return { done: newest?.step ?? 0, total: newest?.totalSteps ?? null, unit: "steps", note };
}
