import type { Job } from "../../shared/contract/jobs.ts";
import { PROVIDER_NAMES } from "../../shared/provider-names.ts";
import { facts } from "../output.ts";
import { describeSettings, describeTime } from "../words.ts";

function timeOf(iso: string | null): string | null {
  return iso === null ? null : describeTime(iso);
}

/** A job for people, one fact a line. */
export function describeJob(job: Job): string {
  return facts([
    ["Job", job.id],
    ["Name", job.name],
    ["Status", job.detail === null ? job.status : `${job.status} (${job.detail})`],
    [
      "Provider",
      job.provider === "practice" ? "practice (a rehearsal: nothing is trained)" : PROVIDER_NAMES[job.provider],
    ],
    ["Key", job.key],
    ["Account", job.account],
    ["Base model", job.model],
    ["Tuned model", job.fineTunedModel],
    ["Provider's id", job.providerJobId],
    ["Training file", job.trainFile],
    ["Validation file", job.valFile],
    ["Settings", describeSettings(job.config)],
    ["Created", describeTime(job.createdAt)],
    ["Started", timeOf(job.startedAt)],
    ["Finished", timeOf(job.finishedAt)],
    ["Last seen", timeOf(job.lastSeenAt)],
    [
      "Error",
      job.error === null
        ? null
        : [job.error.message, job.error.hint, `(${job.error.code})`].filter((part) => part !== undefined).join(" "),
    ],
  ]);
}
