import type { Job } from "../../shared/contract/jobs.ts";
import { facts } from "../output.ts";

/** A job for people, one fact a line. */
export function describeJob(job: Job): string {
  return facts([
    ["Job", job.id],
    ["Name", job.name],
    ["Status", job.detail === null ? job.status : `${job.status} (${job.detail})`],
    ["Provider", job.provider === "practice" ? "practice (a rehearsal: nothing is trained)" : job.provider],
    ["Base model", job.model],
    ["Tuned model", job.fineTunedModel],
    ["There", job.providerJobId],
    ["Training file", job.trainFile],
    ["Validation file", job.valFile],
    ["Configuration", JSON.stringify(job.config)],
    ["Created", job.createdAt],
    ["Started", job.startedAt],
    ["Finished", job.finishedAt],
    ["Last seen", job.lastSeenAt],
    ["Error", job.error === null ? null : `${job.error.message} (${job.error.code})`],
  ]);
}
