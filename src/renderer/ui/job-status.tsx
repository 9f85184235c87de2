import { Ban, Check, Circle, CircleDot, Clock, type LucideIcon, Pause, Upload, X } from "lucide-react";
import type { Job, JobStatus } from "../../shared/contract/jobs.ts";
import { Chip, type Tone } from "./chip.tsx";

interface StatusLook {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}

/** How each status of a job is said and shown, everywhere. */
const JOB_STATUS: Record<JobStatus, StatusLook> = {
  pending: { word: "Pending", tone: "neutral", icon: Circle },
  preparing: { word: "Preparing", tone: "accent", icon: Upload },
  queued: { word: "Queued", tone: "accent", icon: Clock },
  running: { word: "Running", tone: "accent", icon: CircleDot },
  paused: { word: "Paused", tone: "warning", icon: Pause },
  completed: { word: "Completed", tone: "success", icon: Check },
  failed: { word: "Failed", tone: "danger", icon: X },
  cancelled: { word: "Cancelled", tone: "neutral", icon: Ban },
};

/** A job's status in a word. */
export function jobStatusWord(status: JobStatus): string {
  return JOB_STATUS[status].word;
}

/** How far a job has come, from 0 to 1; null where nobody knows. */
export function jobShare({ progress }: Pick<Job, "progress">): number | null {
  if (progress === null || progress.totalSteps === null || progress.totalSteps === 0) return null;
  return Math.min(1, progress.step / progress.totalSteps);
}

/** A job's status as a chip, with its share while it runs. */
export function JobStatusChip({ job }: { job: Pick<Job, "status" | "progress"> }) {
  const { word, tone, icon: Icon } = JOB_STATUS[job.status];
  const share = job.status === "running" ? jobShare(job) : null;
  return (
    <Chip tone={tone} icon={<Icon aria-hidden />}>
      <span className="tabular">{share === null ? word : `${word} ${Math.round(share * 100)}%`}</span>
    </Chip>
  );
}
