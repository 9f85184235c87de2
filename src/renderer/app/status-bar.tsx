import { Link } from "wouter";
import { KEY_PLACE_WORDS } from "../../shared/key-places.ts";
import type { Job } from "../../shared/contract/jobs.ts";
import { UNDER_WAY } from "../../shared/job-life.ts";
import { useConnection } from "../bridge/bridge.tsx";
import { useRoute } from "../bridge/routes.ts";
import { jobShare, jobStatusWord } from "../ui/job-status.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";

function JobProgress({ job }: { job: Job }) {
  const share = jobShare(job);
  return (
    <Link href={`/jobs/${job.id}`} className="flex min-w-0 items-center gap-2 text-muted no-underline hover:text-text">
      <span className="max-w-48 truncate">{job.name}</span>
      <span className="w-22">
        <ProgressBar label={`Progress of ${job.name}`} value={share} />
      </span>
      <span className="tabular">{share === null ? jobStatusWord(job.status) : `${Math.round(share * 100)}%`}</span>
    </Link>
  );
}

function RunningJobs() {
  const { data } = useRoute("jobs.list", {});
  const running = data?.jobs.filter((job) => UNDER_WAY.includes(job.status)) ?? [];
  if (running.length === 0) return <span>No job running</span>;
  const [first, ...more] = running;
  return (
    <>
      {first !== undefined && <JobProgress job={first} />}
      {more.length > 0 && (
        <Link href="/jobs" className="text-muted no-underline hover:text-text">
          and {more.length} more
        </Link>
      )}
    </>
  );
}

function KeysPlace() {
  const { data } = useRoute("keys.list", {});
  if (data === undefined) return null;
  const places = new Set(data.keys.filter((key) => key.inForce).map((key) => key.place));
  const text =
    places.size === 0
      ? data.keychain.available
        ? "No keys yet"
        : "No keys, no system keychain"
      : `Keys in the ${[...places].map((place) => KEY_PLACE_WORDS[place]).join(" and the ")}`;
  return (
    <Link href="/settings/keys" className="text-muted no-underline hover:text-text">
      {text}
    </Link>
  );
}

const CONNECTION = {
  connected: "Connected",
  unreachable: "Server not reached, trying again",
  signed_out: "Signed out",
} as const;

/** What goes on, at the lower edge: jobs with their progress, the connection, where keys are kept. */
export function StatusBar() {
  const connection = useConnection();
  return (
    <footer
      aria-label="Status"
      className="flex h-7 shrink-0 items-center gap-6 overflow-hidden border-t border-border bg-background px-3 text-label whitespace-nowrap text-muted"
    >
      <div className="flex min-w-0 items-center gap-4">
        <RunningJobs />
      </div>
      <div className="ml-auto flex items-center gap-6 max-[799px]:hidden">
        <KeysPlace />
        <span role="status" className={connection === "connected" ? "" : "font-medium text-danger"}>
          {CONNECTION[connection]}
        </span>
      </div>
    </footer>
  );
}
