import { useEffect } from "react";
import type { Job } from "../../../shared/contract/jobs.ts";
import { UNDER_WAY } from "../../../shared/job-life.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { useOperation, useRoute } from "../../bridge/routes.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { baseName, counted, formatCount, formatDuration, formatExact, formatRelative } from "../../ui/format.ts";
import { JobStatusChip } from "../../ui/job-status.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Pane } from "../../ui/pane.tsx";
import { Advice } from "./advice-note.tsx";
import { newest } from "./curve.ts";
import { Fact, Figure, Verbatim } from "./facts.tsx";
import { JobActions } from "./job-actions.tsx";
import { JobEvents } from "./job-events.tsx";
import { Lineage } from "./lineage.tsx";
import { LossCurve } from "./loss-curve.tsx";
import { shutdownOf } from "./shutdown.ts";
import { timeLeft } from "./time-left.ts";
import { describeConfig } from "./words.ts";

/** The numbers that are looked at while a job runs; what is not known has no place. */
function Figures({ job }: { job: Job }) {
  const { data: measured } = useRoute("jobs.metrics", { id: job.id });
  const { data: told } = useRoute("jobs.events", { id: job.id });
  const metrics = measured?.metrics ?? [];
  const left = timeLeft(job, metrics, told?.events ?? []);
  const training = newest(metrics.map(({ trainLoss }) => trainLoss));
  const validation = newest(metrics.map(({ validLoss }) => validLoss));
  const { progress, startedAt, finishedAt } = job;
  const took =
    job.status === "completed" && startedAt !== null && finishedAt !== null
      ? Date.parse(finishedAt) - Date.parse(startedAt)
      : null;
  if (progress === null && left === null && training === null && took === null) return null;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      {progress !== null && (
        <Figure label="Step">
          {formatCount(progress.step)}
          {progress.totalSteps !== null && ` of ${formatCount(progress.totalSteps)}`}
        </Figure>
      )}
      {left !== null && (
        <Figure label="Time left" title="At the pace of the steps so far">
          ≈ {formatDuration(left)}
        </Figure>
      )}
      {took !== null && <Figure label="Took">{formatDuration(took)}</Figure>}
      {training !== null && <Figure label="Training loss">{training.toFixed(3)}</Figure>}
      {validation !== null && <Figure label="Validation loss">{validation.toFixed(3)}</Figure>}
    </dl>
  );
}

/** An exact moment; how long ago that was is told on hover. */
function Moment({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={formatRelative(iso)} className="tabular">
      {formatExact(iso)}
    </time>
  );
}

function Facts({ job }: { job: Job }) {
  return (
    <section aria-label="Facts">
      <h3 className="mb-1 font-semibold">Facts</h3>
      <dl>
        <Fact label="Provider">
          {job.provider === "practice" ? "practice: a rehearsal, nothing is trained" : PROVIDER_NAMES[job.provider]}
        </Fact>
        <Fact label="Base model">
          <Verbatim what="the base model" text={job.model} />
        </Fact>
        <Fact label="Tuned model">
          {job.fineTunedModel !== null && <Verbatim what="the tuned model" text={job.fineTunedModel} />}
        </Fact>
        <Fact label="Training file">
          <span title={job.trainFile}>{baseName(job.trainFile)}</span>
        </Fact>
        <Fact label="Validation file">
          {job.valFile !== null && <span title={job.valFile}>{baseName(job.valFile)}</span>}
        </Fact>
        <Fact label="Key">{job.provider === "practice" ? null : (job.key ?? "the provider's own")}</Fact>
        <Fact label="Account">{job.provider === "practice" ? null : job.account}</Fact>
        <Fact label="Provider's id">
          {job.providerJobId !== null && <Verbatim what="the provider's id" text={job.providerJobId} />}
        </Fact>
        <Fact label="Created">
          <Moment iso={job.createdAt} />
        </Fact>
        <Fact label="Started">{job.startedAt !== null && <Moment iso={job.startedAt} />}</Fact>
        <Fact label="Finished">{job.finishedAt !== null && <Moment iso={job.finishedAt} />}</Fact>
        <Fact label="Last seen">
          {UNDER_WAY.includes(job.status) && job.lastSeenAt !== null && <Moment iso={job.lastSeenAt} />}
        </Fact>
      </dl>
    </section>
  );
}

function Configuration({ job }: { job: Job }) {
  return (
    <section aria-label="Configuration">
      <h3 className="mb-1 font-semibold">Configuration</h3>
      <dl>
        {describeConfig(job.config).map(({ name, value }) => (
          <Fact key={name} label={name}>
            {value}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

/** Asks the provider once when the job is shown, and says so where it could not be asked. */
function useLookOnOpen(id: string) {
  const { run, error, result } = useOperation("jobs.refresh");
  useEffect(() => {
    // What goes wrong is shown beside the job.
    run({ id }).catch(() => undefined);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each job that is opened
  }, [id]);
  return {
    error: error ?? result?.unreachable[0]?.error ?? null,
    again: () => void run({ id }).catch(() => undefined),
  };
}

function Course({ job }: { job: Job }) {
  const metrics = useRoute("jobs.metrics", { id: job.id });
  const events = useRoute("jobs.events", { id: job.id });
  const error = metrics.error ?? events.error;
  if (error !== null) {
    const again = () => void Promise.all([metrics.refetch(), events.refetch()]);
    return <ErrorNote error={error} onRetry={again} />;
  }
  if (metrics.data === undefined || events.data === undefined) return null;
  return (
    <>
      <LossCurve job={job} metrics={metrics.data.metrics} />
      <JobEvents events={events.data.events} />
    </>
  );
}

function Shown({ job }: { job: Job }) {
  const look = useLookOnOpen(job.id);
  const shutdown = shutdownOf(job);
  return (
    <Pane
      back="/"
      title={
        <span className="text-label font-normal text-muted">
          <Verbatim what="the job's id" text={job.id} />
        </span>
      }
      actions={<JobActions job={job} />}
    >
      <div className="h-full overflow-y-auto">
        <article aria-label={job.name} className="flex flex-col gap-6 p-6 max-[499px]:p-4">
          <header className="flex flex-col gap-3">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h2 className="text-title font-semibold break-words select-text">{job.name}</h2>
              <JobStatusChip job={job} />
              {job.detail !== null && <span className="text-muted select-text">{job.detail}</span>}
            </div>
            <Lineage job={job} />
            <Figures job={job} />
          </header>
          {shutdown !== null && (
            <Advice
              notes={[
                {
                  level: "warning",
                  text: `${PROVIDER_NAMES[job.provider]} shuts the base down on ${shutdown.date}, and this model with it (${counted(shutdown.days, "day")} left).`,
                },
              ]}
            />
          )}
          {job.error !== null && <ErrorNote error={job.error} />}
          {look.error !== null && UNDER_WAY.includes(job.status) && (
            <ErrorNote error={look.error} onRetry={look.again} />
          )}
          {job.status !== "pending" && <Course job={job} />}
          <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,360px),1fr))] gap-x-8 gap-y-6">
            <Facts job={job} />
            <Configuration job={job} />
          </div>
        </article>
      </div>
    </Pane>
  );
}

/** One job: what it was made from, how it goes, and what can be done with it. */
export function JobDetail({ id }: { id: string }) {
  const { data, error, refetch } = useRoute("jobs.show", { id });
  if (data !== undefined) return <Shown job={data} />;
  if (error === null) return <Loading what="the job" />;
  return (
    <Pane back="/" title={id}>
      <div className="p-4">
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </div>
    </Pane>
  );
}
