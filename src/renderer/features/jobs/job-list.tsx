import { TriangleAlert } from "lucide-react";
import { useRef } from "react";
import { Link, useLocation } from "wouter";
import { z } from "zod";
import { jobProviderSchema, type Job } from "../../../shared/contract/jobs.ts";
import { UNDER_WAY } from "../../../shared/job-life.ts";
import { useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { counted } from "../../ui/format.ts";
import { JobStatusChip, jobShare, jobStatusWord } from "../../ui/job-status.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Pane } from "../../ui/pane.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { useRemoval } from "../../ui/removal.tsx";
import { Select } from "../../ui/select.tsx";
import { Time } from "../../ui/time.tsx";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { shutdownOf } from "./shutdown.ts";
import { JobStatistics } from "./job-statistics.tsx";
import { describeInRow, isMeantBy, providerLabel } from "./words.ts";

const ROW_HEIGHT = 56;

const filterSchema = z.object({ text: z.string(), provider: z.union([z.literal("all"), jobProviderSchema]) });
const PROVIDER_CHOICES = [
  { value: "all", label: "All providers" },
  ...jobProviderSchema.options.map((value) => ({ value, label: providerLabel(value) })),
] as const;

/** The status, or, once there is a model, how long it still answers. */
function JobChip({ job }: { job: Job }) {
  const shutdown = shutdownOf(job);
  if (shutdown === null) return <JobStatusChip job={job} />;
  return (
    <Chip tone="warning" icon={<TriangleAlert aria-hidden />}>
      <span className="tabular" title={`Its provider shuts the model down on ${shutdown.date}`}>
        <span className="sr-only">{jobStatusWord(job.status)}, </span>
        {shutdown.days === 0 ? "Shut down" : `${counted(shutdown.days, "day")} left`}
      </span>
    </Chip>
  );
}

function JobRow({ job }: { job: Job }) {
  const isUnderWay = UNDER_WAY.includes(job.status);
  return (
    <div className="flex h-full flex-col justify-center gap-1 px-4">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{job.name}</span>
        <JobChip job={job} />
      </div>
      <div className="flex items-center gap-3 text-label text-muted">
        <span className="min-w-0 flex-1 truncate" title={describeInRow(job)}>
          {describeInRow(job)}
        </span>
        {isUnderWay ? (
          <span className="w-20 shrink-0">
            <ProgressBar label={`Progress of ${job.name}`} value={jobShare(job)} />
          </span>
        ) : (
          <Time iso={job.finishedAt ?? job.createdAt} />
        )}
      </div>
    </div>
  );
}

function NewJob() {
  return (
    <Button kind="primary" nativeButton={false} render={<Link href="/new" />}>
      New job
    </Button>
  );
}

function NoJobs() {
  return (
    <Empty
      title="No jobs yet"
      action={
        <>
          <NewJob />
          <Button nativeButton={false} render={<Link href="~/training-data" />}>
            Make training data
          </Button>
        </>
      }
    >
      A job teaches a base model your training data at a provider, or rehearses that in practice.
    </Empty>
  );
}

/** All jobs, newest first, with a filter; `selectedId` is the one whose detail is shown. */
export function JobList({ selectedId }: { selectedId: string | null }) {
  const [, navigate] = useLocation();
  const search = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useSetting("layout.jobs.filter", filterSchema, { text: "", provider: "all" });
  const { data, error, refetch } = useRoute("jobs.list", {});
  const { isRemoved } = useRemoval();
  useCommand("find", () => search.current?.select());
  useCommand("new", () => navigate("/new"));

  const all = (data?.jobs ?? []).filter((job) => !isRemoved(job.id));
  const shown = all.filter(
    (job) => (filter.provider === "all" || job.provider === filter.provider) && isMeantBy(filter.text, job),
  );
  const select = (index: number) => {
    const job = shown[index];
    if (job !== undefined) navigate(`/${job.id}`);
  };

  return (
    <Pane
      title="Jobs"
      actions={<NewJob />}
      bar={
        <div className="flex gap-2">
          <input
            ref={search}
            type="search"
            aria-label="Filter jobs"
            placeholder="Filter by name, model, data"
            value={filter.text}
            onChange={(event) => setFilter({ ...filter, text: event.target.value })}
            className={INPUT_LOOK}
          />
          <Select
            label="Provider"
            value={filter.provider}
            choices={PROVIDER_CHOICES}
            onChange={(provider) => setFilter({ ...filter, provider })}
            className="w-38 shrink-0"
          />
        </div>
      }
    >
      <div className="flex h-full flex-col">
        <div className="min-h-0 flex-1">
          {error !== null ? (
            <div className="p-4">
              <ErrorNote error={error} onRetry={() => void refetch()} />
            </div>
          ) : data === undefined ? (
            <Loading what="jobs" />
          ) : all.length === 0 ? (
            <NoJobs />
          ) : shown.length === 0 ? (
            <Empty
              title="No job is meant by this filter"
              action={<Button onClick={() => setFilter({ text: "", provider: "all" })}>Show all jobs</Button>}
            />
          ) : (
            <VirtualList
              label="Jobs"
              count={shown.length}
              rowHeight={ROW_HEIGHT}
              selected={shown.findIndex((job) => job.id === selectedId)}
              onSelect={select}
              onOpen={select}
            >
              {(index) => {
                const job = shown[index];
                return job === undefined ? null : <JobRow job={job} />;
              }}
            </VirtualList>
          )}
        </div>
        {all.length > 0 && <JobStatistics />}
      </div>
    </Pane>
  );
}
