import type OpenAI from "openai";
import { z } from "zod";
import { openaiConfigSchema } from "../../../shared/contract/jobs.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Connection } from "../connection.ts";
import { unexpectedReply } from "../errors.ts";
import type { JobSpec, ProviderFile, Tuning } from "../provider.ts";
import { CREATE_JOB_TIMEOUT_MS } from "../provider.ts";
import { openForUpload, UPLOAD_TIMEOUT_MS } from "../training-file.ts";
import type { OpenAIJob } from "./jobs.ts";
import { creationBody, JOB_TAG, jobSchema, toProviderJob } from "./jobs.ts";
import type { OpenAIEvent } from "./metrics.ts";
import { eventSchema, metricsOfEvents, metricsOfResultFile, toJobEvent } from "./metrics.ts";

const PAGE_SIZE = 100;
const MOST_PAGES = 1000;

const fileSchema = z.object({
  id: z.string().min(1),
  status: z.string().nullish(),
  status_details: z.string().nullish().catch(null),
});

/** Fine-tuning at OpenAI. */
export function createOpenAITuning(client: OpenAI, connection: Connection): Tuning {
  const { scrub } = connection.errors;
  const readJob = (reply: unknown) => connection.parse(jobSchema, reply, "a fine-tuning job");
  const readFile = (reply: unknown) => toProviderFile(connection.parse(fileSchema, reply, "a file"), scrub);

  const retrieve = async (id: string, signal: AbortSignal) =>
    readJob(await connection.call(signal, (options) => client.fineTuning.jobs.retrieve(id, options)));
  const list = (query: Record<string, unknown>, signal: AbortSignal) =>
    readPages(client, connection, "/fine_tuning/jobs", jobSchema, query, signal);
  const events = async (id: string, signal: AbortSignal): Promise<OpenAIEvent[]> => {
    const path = `/fine_tuning/jobs/${encodeURIComponent(id)}/events`;
    const newestFirst = await readPages(client, connection, path, eventSchema, {}, signal);
    return newestFirst.toReversed().toSorted((one, other) => one.created_at - other.created_at);
  };

  return {
    async uploadFile(local, signal) {
      const file = await openForUpload(local);
      const reply = await connection.call(
        signal,
        (options) => client.files.create({ file, purpose: "fine-tune" }, options),
        { action: "upload", timeoutMs: UPLOAD_TIMEOUT_MS },
      );
      return readFile(reply);
    },
    retrieveFile: async (id, signal) =>
      readFile(await connection.call(signal, (options) => client.files.retrieve(id, options))),
    async createJob(spec, signal) {
      const body = creationBody(spec, readConfig(spec));
      const reply = await connection.call(signal, (options) => client.fineTuning.jobs.create(body, options), {
        action: "create-job",
        timeoutMs: Math.min(connection.timeoutMs, CREATE_JOB_TIMEOUT_MS),
        retries: 0,
      });
      return toProviderJob(readJob(reply), scrub);
    },
    async findJob({ localId }, signal) {
      const tagged = await list({ metadata: { [JOB_TAG]: localId } }, signal);
      const ours = tagged.findLast(({ metadata }) => metadata?.[JOB_TAG] === localId);
      return ours === undefined ? null : toProviderJob(ours, scrub);
    },
    retrieveJob: async (id, signal) => toProviderJob(await retrieve(id, signal), scrub),
    listJobs: async (signal) => (await list({}, signal)).map((job) => toProviderJob(job, scrub)),
    async cancelJob(id, signal) {
      const reply = await connection.call(signal, (options) => client.fineTuning.jobs.cancel(id, options));
      return toProviderJob(readJob(reply), scrub);
    },
    listEvents: async (id, signal) => (await events(id, signal)).map((event) => toJobEvent(event, scrub)),
    async listMetrics(id, signal) {
      const live = metricsOfEvents(await events(id, signal));
      return live.length > 0 ? live : readResultFile(client, connection, await retrieve(id, signal), signal);
    },
  };
}

function readConfig({ config }: JobSpec) {
  const parsed = openaiConfigSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", "This job's settings are not those of an OpenAI job.", {
    hint: "Create the job again with the provider openai.",
    detail: { status: null, effect: "none" },
  });
}

/** A file counts as ready before OpenAI has looked at it: the job itself waits, as `validating_files`. */
function toProviderFile(file: z.output<typeof fileSchema>, scrub: (text: string) => string): ProviderFile {
  const reason = typeof file.status_details === "string" ? scrub(file.status_details) : null;
  if (file.status === "error") return { id: file.id, state: "refused", reason };
  return { id: file.id, state: "ready", reason };
}

/**
 * Every item of a paged list. The pages are read here and not by the SDK, to which a page that it does not understand
 * is an empty one: a job that is not found is created again.
 */
async function readPages<S extends z.ZodType<{ id: string }>>(
  client: OpenAI,
  connection: Connection,
  path: string,
  itemSchema: S,
  query: Record<string, unknown>,
  signal: AbortSignal,
): Promise<z.output<S>[]> {
  const pageSchema = z.object({ data: z.array(itemSchema), has_more: z.boolean().nullish() });
  const items: z.output<S>[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked: Record<string, unknown> = { ...query, limit: PAGE_SIZE, ...(after === null ? {} : { after }) };
    const reply: unknown = await connection.call(signal, (options) => client.get(path, { ...options, query: asked }));
    const { data, has_more } = connection.parse(pageSchema, reply, "a page of a list");
    items.push(...data);
    const last: string | null = data.at(-1)?.id ?? null;
    if (has_more !== true || last === null) return items;
    if (last === after) throw unexpectedReply(connection.errors.label, "a list that repeats itself");
    after = last;
  }
  throw unexpectedReply(connection.errors.label, "a list without an end");
}

async function readResultFile(client: OpenAI, connection: Connection, job: OpenAIJob, signal: AbortSignal) {
  const [fileId] = job.result_files ?? [];
  if (fileId === undefined) return [];
  const content = await connection.call(signal, async (options) =>
    (await client.files.content(fileId, options)).text(),
  );
  const metrics = metricsOfResultFile(content);
  if (metrics === null) throw unexpectedReply(connection.errors.label, "a result file without a column “step”");
  return metrics;
}
