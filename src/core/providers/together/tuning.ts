import type Together from "together-ai";
import { z } from "zod";
import { togetherConfigSchema } from "../../../shared/contract/jobs.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Connection } from "../connection.ts";
import type { JobSpec, LocalFile, ProviderFile, Tuning } from "../provider.ts";
import { CREATE_JOB_TIMEOUT_MS } from "../provider.ts";
import { openForUpload, UPLOAD_TIMEOUT_MS } from "../training-file.ts";
import type { TogetherJob } from "./jobs.ts";
import { creationBody, eventSchema, isMadeFrom, jobSchema, readError, toProviderJob } from "./jobs.ts";
import { metricsSchema, toJobEvents, toJobMetrics } from "./metrics.ts";

const fileSchema = z.object({
  id: z.string().min(1),
  Processed: z.boolean().nullish(),
  processing_status: z.string().nullish(),
  validation_report: z.object({ error: z.string().nullish() }).nullish().catch(null),
});
const jobsSchema = z.object({ data: z.array(jobSchema) });
const eventsSchema = z.object({ data: z.array(eventSchema) });

/** Fine-tuning at Together AI. */
export function createTogetherTuning(client: Together, connection: Connection): Tuning {
  const { scrub } = connection.errors;
  const readJob = (reply: unknown) => connection.parse(jobSchema, reply, "a fine-tuning job");
  const readFile = (reply: unknown) => toProviderFile(connection.parse(fileSchema, reply, "a file"), scrub);

  const list = async (signal: AbortSignal): Promise<TogetherJob[]> => {
    const reply = await connection.call(signal, (options) => client.fineTuning.list(options));
    return connection.parse(jobsSchema, reply, "the list of fine-tuning jobs").data;
  };
  const events = async (id: string, signal: AbortSignal) => {
    const reply = await connection.call(signal, (options) => client.fineTuning.listEvents(id, options));
    return connection.parse(eventsSchema, reply, "the events of a job").data;
  };
  const describe = async (job: TogetherJob, signal: AbortSignal) => {
    const described = toProviderJob(job, scrub);
    if (described.status !== "failed" || (job.events ?? []).length > 0) return described;
    return { ...described, error: readError(await events(job.id, signal), scrub) };
  };

  return {
    async uploadFile(local, signal) {
      const body = await uploadForm(local);
      const reply = await connection.call(signal, (options) => client.post("/files/upload", { ...options, body }), {
        action: "upload",
        timeoutMs: UPLOAD_TIMEOUT_MS,
      });
      return readFile(reply);
    },
    retrieveFile: async (id, signal) =>
      readFile(await connection.call(signal, (options) => client.files.retrieve(id, options))),
    async createJob(spec, signal) {
      const body = creationBody(spec, readConfig(spec));
      const reply = await connection.call(signal, (options) => client.fineTuning.create(body, options), {
        action: "create-job",
        timeoutMs: Math.min(connection.timeoutMs, CREATE_JOB_TIMEOUT_MS),
        retries: 0,
      });
      return toProviderJob(readJob(reply), scrub);
    },
    async findJob(spec, signal) {
      const { suffix } = readConfig(spec);
      const ours = (await list(signal)).find((job) => isMadeFrom(job, spec, suffix));
      return ours === undefined ? null : toProviderJob(ours, scrub);
    },
    async retrieveJob(id, signal) {
      return describe(
        readJob(await connection.call(signal, (options) => client.fineTuning.retrieve(id, options))),
        signal,
      );
    },
    listJobs: async (signal) => (await list(signal)).map((job) => toProviderJob(job, scrub)),
    async cancelJob(id, signal) {
      return describe(
        readJob(await connection.call(signal, (options) => client.fineTuning.cancel(id, options))),
        signal,
      );
    },
    listEvents: async (id, signal) => toJobEvents(await events(id, signal), scrub),
    async listMetrics(id, signal) {
      const reply = await connection.call(signal, (options) => client.fineTuning.listMetrics(id, {}, options));
      return toJobMetrics(connection.parse(metricsSchema, reply, "the metrics of a job").metrics ?? []);
    },
  };
}

/** The multipart body of an upload. The SDK's own upload ignores the base URL and tells the whole local path. */
async function uploadForm(local: LocalFile): Promise<FormData> {
  const file = await openForUpload(local);
  const form = new FormData();
  form.append("purpose", "fine-tune");
  form.append("file_name", file.name);
  form.append("file_type", "jsonl");
  form.append("file", file, file.name);
  return form;
}

/** Only COMPLETED may be trained on; a file without a status is ready once it has been received. */
function toProviderFile(file: z.output<typeof fileSchema>, scrub: (text: string) => string): ProviderFile {
  const words = file.validation_report?.error ?? null;
  const reason = words === null ? null : scrub(words);
  switch (file.processing_status) {
    case "COMPLETED":
      return { id: file.id, state: "ready", reason };
    case "INVALID_FORMAT":
    case "FAILED":
      return { id: file.id, state: "refused", reason: reason ?? `Together AI says ${file.processing_status}.` };
    case null:
    case undefined:
      return { id: file.id, state: file.Processed === true ? "ready" : "processing", reason };
    default:
      return { id: file.id, state: "processing", reason };
  }
}

function readConfig({ config }: JobSpec) {
  const parsed = togetherConfigSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", "This job's settings are not those of a Together AI job.", {
    hint: "Create the job again with the provider together.",
    detail: { status: null, effect: "none" },
  });
}
