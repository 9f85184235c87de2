import { Command, Option, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type Job, jobProviderSchema, jobStatusSchema } from "../../shared/contract/jobs.ts";
import { PROVIDER_NAMES } from "../../shared/provider-names.ts";
import { type Act, plannedCommand } from "../command.ts";
import { count, counted, facts, table } from "../output.ts";
import type { Result } from "../output.ts";
import type { RouteResult } from "../../shared/contract/index.ts";
import type { Session } from "../session.ts";
import { positiveNumber } from "../text.ts";
import { describeTime } from "../words.ts";
import { describeJob } from "./job-text.ts";
import { createCommand } from "./jobs-create.ts";

/** Brings the ledger up to date first; what cannot be reached is shown as last seen, and said so. */
async function refresh(session: Session, id: string | null): Promise<void> {
  const { unreachable } = await session.run("jobs.refresh", { id });
  const idsOf = Map.groupBy(unreachable, (one) => one.error.message);
  for (const [why, jobs] of idsOf) {
    const [first] = jobs;
    const which = jobs.length === 1 && first !== undefined ? `${first.id} is` : `${count(jobs.length)} jobs are`;
    session.progress.remark(`${which} shown as last seen: ${why}`);
  }
}

function ended(job: Job): Result {
  return { json: job, text: describeJob(job), exitCode: job.status === "completed" ? 0 : 1 };
}

function describeCheck({ job, check }: RouteResult<"jobs.check">): string {
  const price = check?.estimate ?? null;
  return facts([
    ["Job", job.id],
    ["Checked", check === null ? "practice reads the file itself" : `${PROVIDER_NAMES[job.provider]} takes the files`],
    ["Examples", check === null ? null : count(check.examples)],
    ["Tokens", check === null ? null : `≈ ${count(check.tokens.total)} an epoch`],
    ["Price", price === null ? "no price is known" : `≈ $${price.usd.toFixed(2)} (${price.note})`],
    ["Sent", "nothing"],
  ]);
}

function runCommand(act: Act) {
  return new Command("run")
    .description("check the files, upload them and create the job at its provider; a run cut short is taken up again")
    .argument("<id>", "the job's id")
    .option("--wait", "follow it to its end; exit code 1 unless it completes", false)
    .option("--dry-run", "check the files and estimate the price; nothing is sent", false)
    .option("--budget <usd>", "do not send a job that is estimated to cost more", positiveNumber)
    .action((id, { wait, dryRun, budget }) =>
      act(async (session) => {
        if (dryRun) {
          const checked = await session.run("jobs.check", { id });
          return { json: checked, text: describeCheck(checked) };
        }
        const job = await session.run("jobs.run", { id, wait, budgetUsd: budget ?? null });
        if (wait) return ended(job);
        return { json: job, text: `${describeJob(job)}\n\n\`tunewright jobs watch ${id}\` follows it.` };
      }),
    );
}

function watchCommand(act: Act) {
  return new Command("watch")
    .description("follow one job, or all that are under way, to the end; exit code 1 unless all complete")
    .argument("[id]", "the job's id")
    .action((id) =>
      act(async (session) => {
        const watched = await session.run("jobs.watch", { id: id ?? null });
        const failed = watched.jobs.some((job) => job.status !== "completed");
        const text = watched.jobs.length === 0 ? "No job is under way." : watched.jobs.map(describeJob).join("\n\n");
        return { json: watched, text, exitCode: failed ? 1 : 0 };
      }),
    );
}

function listCommand(act: Act) {
  return new Command("list")
    .description("list the jobs, newest first")
    .addOption(new Option("--status <status>", "only these").choices(jobStatusSchema.options))
    .addOption(new Option("--provider <provider>", "only this provider's").choices(jobProviderSchema.options))
    .action(({ status, provider }) =>
      act(async (session) => {
        await refresh(session, null);
        const listed = await session.call("jobs.list", { status: status ?? null, provider: provider ?? null });
        const rows = listed.jobs.map((job) => [
          job.id,
          job.name,
          job.status,
          job.provider,
          job.fineTunedModel ?? job.model,
          describeTime(job.createdAt),
        ]);
        const none = "No jobs. `tunewright jobs create` saves one.";
        return {
          json: listed,
          text: rows.length === 0 ? none : table(["id", "name", "status", "provider", "model", "created"], rows),
        };
      }),
    );
}

function showCommand(act: Act) {
  return new Command("show")
    .description("show one job")
    .argument("<id>", "the job's id")
    .action((id) =>
      act(async (session) => {
        await refresh(session, id);
        const job = await session.call("jobs.show", { id });
        return { json: job, text: describeJob(job) };
      }),
    );
}

function eventsCommand(act: Act) {
  return new Command("events")
    .description("what the provider said about a job, oldest first")
    .argument("<id>", "the job's id")
    .action((id) =>
      act(async (session) => {
        await refresh(session, id);
        const listed = await session.call("jobs.events", { id });
        const lines = listed.events.map(
          (event) => `${describeTime(event.createdAt)}  ${event.level.padEnd(7)}  ${event.message}`,
        );
        return { json: listed, text: lines.length === 0 ? "No events yet." : lines.join("\n") };
      }),
    );
}

function metricsCommand(act: Act) {
  const shown = (value: number | null) => (value === null ? "–" : value.toFixed(4));
  return new Command("metrics")
    .description("training and validation loss by step")
    .argument("<id>", "the job's id")
    .action((id) =>
      act(async (session) => {
        await refresh(session, id);
        const listed = await session.call("jobs.metrics", { id });
        const rows = listed.metrics.map((one) => [count(one.step), shown(one.trainLoss), shown(one.validLoss)]);
        const text = rows.length === 0 ? "No metrics yet." : table(["step", "training loss", "validation loss"], rows);
        return { json: listed, text };
      }),
    );
}

function cancelCommand(act: Act) {
  return new Command("cancel")
    .description("stop a job, at its provider where it is known there")
    .argument("<id>", "the job's id")
    .action((id) =>
      act(async (session) => {
        const job = await session.run("jobs.cancel", { id });
        return { json: job, text: describeJob(job) };
      }),
    );
}

function deleteCommand(act: Act) {
  return new Command("delete")
    .description("forget a job: our record only, nothing at the provider; a running job is refused")
    .argument("<id>", "the job's id")
    .action((id) =>
      act(async (session) => {
        const job = await session.call("jobs.show", { id });
        // Looking at a job that was cut short would first make it at its provider.
        if (job.providerJobId !== null) await refresh(session, id);
        const deleted = await session.call("jobs.delete", { id });
        return { json: deleted, text: `Deleted the record of ${id}.` };
      }),
    );
}

function statisticsCommand(act: Act) {
  return new Command("stats").description("how many jobs, how they ended and how long they took").action(() =>
    act(async (session) => {
      await refresh(session, null);
      const stats = await session.call("jobs.statistics", {});
      const by = (counts: Record<string, number>) =>
        Object.entries(counts)
          .map(([name, n]) => `${name} ${count(n)}`)
          .join(", ");
      const { successRate, medianSeconds } = stats;
      const text = facts([
        ["Jobs", count(stats.total)],
        ["By status", stats.total === 0 ? null : by(stats.byStatus)],
        ["By provider", stats.total === 0 ? null : by(stats.byProvider)],
        ["Success", successRate === null ? null : `${Math.round(successRate * 100)} % of those that ran to an end`],
        ["Median time", medianSeconds === null ? null : counted(Math.round(medianSeconds), "second")],
      ]);
      return { json: stats, text };
    }),
  );
}

/** `jobs …` */
export function jobsCommand(act: Act): CommandUnknownOpts {
  return new Command("jobs")
    .description("create, run and follow fine-tuning jobs")
    .addCommand(createCommand(act))
    .addCommand(runCommand(act))
    .addCommand(watchCommand(act))
    .addCommand(listCommand(act))
    .addCommand(showCommand(act))
    .addCommand(eventsCommand(act))
    .addCommand(metricsCommand(act))
    .addCommand(cancelCommand(act))
    .addCommand(deleteCommand(act))
    .addCommand(statisticsCommand(act))
    .addCommand(plannedCommand("jobs adopt", "take in jobs made elsewhere"))
    .addCommand(plannedCommand("jobs pause", "pause a job"))
    .addCommand(plannedCommand("jobs resume", "resume a paused job"));
}
