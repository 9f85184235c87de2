import { describe, expect, it } from "vitest";
import { going, failureOf, readReply, useSimulator } from "../../../../test/simulator/harness.ts";
import { openaiConfigSchema } from "../../../shared/contract/jobs.ts";
import type { JobSpec, Tuning } from "../provider.ts";
import { createOpenAIProvider } from "./adapter.ts";

const MODEL = "gpt-4o-mini-2024-07-18";
const harness = useSimulator({ advanceOnRetrieve: false });

function open() {
  const provider = createOpenAIProvider(harness.access("openai"));
  if (provider.tuning === undefined) throw new Error("OpenAI can tune");
  return { ...provider, tuning: provider.tuning };
}

async function makeSpec(tuning: Tuning, more: Partial<JobSpec> = {}): Promise<JobSpec> {
  const { id } = await tuning.uploadFile(await harness.trainingFile(), going());
  return {
    localId: "job_abcdefghijklmnop",
    model: MODEL,
    trainFileId: id,
    valFileId: null,
    config: openaiConfigSchema.parse({}),
    ...more,
  };
}

describe("files", () => {
  // The SDK takes the name from the file's path: a local path must not leave the machine.
  it("uploads under the bare name, whole and unchanged", async () => {
    const local = await harness.trainingFile("train é.jsonl");
    expect(await open().tuning.uploadFile(local, going())).toMatchObject({ state: "ready", reason: null });
    const [request] = harness.simulator.requests;
    expect(request?.path).toBe("/v1/files");
    expect(request?.raw).not.toContain(harness.folder);
    expect(request?.parts.map(({ name, filename }) => [name, filename])).toEqual(
      expect.arrayContaining([
        ["file", "train é.jsonl"],
        ["purpose", null],
      ]),
    );
    expect(harness.simulator.files[0]?.text).toHaveLength(local.bytes);
    expect(request?.parts.find(({ name }) => name === "purpose")?.text).toBe("fine-tune");
  });

  it("says which file is gone, and sends nothing", async () => {
    const local = await harness.trainingFile();
    const error = await failureOf(open().tuning.uploadFile({ ...local, path: `${local.path}.gone` }, going()));
    expect(error.code).toBe("not_readable");
    expect(harness.simulator.requests).toEqual([]);
  });

  // Training on another file than the one that was validated would make the record a lie.
  it("refuses a file that changed since it was checked", async () => {
    const local = await harness.trainingFile();
    expect((await failureOf(open().tuning.uploadFile({ ...local, bytes: 1 }, going()))).code).toBe("conflict");
  });

  it("keeps the provider's reason for a refused file", async () => {
    harness.simulator.refuseNextFile("Invalid file format. Line 3 is not valid JSON.");
    const error = await failureOf(open().tuning.uploadFile(await harness.trainingFile(), going()));
    expect(error.code).toBe("invalid_file");
    expect(error.message).toContain("Line 3 is not valid JSON");
  });

  it("looks a file up, and names another account where it is not there", async () => {
    const { tuning } = open();
    const { id } = await tuning.uploadFile(await harness.trainingFile(), going());
    expect(await tuning.retrieveFile(id, going())).toEqual({ id, state: "ready", reason: null });
    expect((await failureOf(tuning.retrieveFile("file-other", going()))).code).toBe("wrong_account");
  });
});

describe("creating a job", () => {
  it("sends what the published document asks for, tagged with our id", async () => {
    const { tuning } = open();
    const config = openaiConfigSchema.parse({
      epochs: 3,
      batchSize: 4,
      learningRateMultiplier: 0.5,
      suffix: "warm",
      seed: 7,
    });
    const spec = await makeSpec(tuning);
    const job = await tuning.createJob({ ...spec, valFileId: spec.trainFileId, config }, going());
    expect(job).toMatchObject({ status: "queued", detail: "validating files", fineTunedModel: null, error: null });
    expect(harness.simulator.requests.at(-1)?.body).toEqual({
      model: MODEL,
      training_file: spec.trainFileId,
      validation_file: spec.trainFileId,
      suffix: "warm",
      seed: 7,
      metadata: { tunewright_job: "job_abcdefghijklmnop" },
      method: {
        type: "supervised",
        supervised: { hyperparameters: { n_epochs: 3, batch_size: 4, learning_rate_multiplier: 0.5 } },
      },
    });
  });

  it("leaves out what is not set and lets the provider choose", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    await tuning.createJob(spec, going());
    const auto = { n_epochs: "auto", batch_size: "auto", learning_rate_multiplier: "auto" };
    expect(harness.simulator.requests.at(-1)?.body).toEqual({
      model: MODEL,
      training_file: spec.trainFileId,
      metadata: { tunewright_job: spec.localId },
      method: { type: "supervised", supervised: { hyperparameters: auto } },
    });
  });

  it("refuses the settings of another provider before anything is sent", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    const sent = harness.simulator.requests.length;
    const config = { ...spec.config, learningRate: 1 };
    expect((await failureOf(tuning.createJob({ ...spec, config }, going()))).code).toBe("invalid_input");
    expect(harness.simulator.requests).toHaveLength(sent);
  });

  // Not finding a job that exists means paying for it twice.
  it("finds the job again by its tag after a lost reply, beyond the first page", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    harness.simulator.fault({ kind: "cut_after", route: /^POST .*jobs$/ });
    expect((await failureOf(tuning.createJob(spec, going()))).code).toBe("no_network");
    expect(harness.simulator.jobs).toHaveLength(1);
    expect(await tuning.findJob(spec, going())).toMatchObject({ id: harness.simulator.jobs[0]?.id });
    expect(harness.simulator.requests.at(-1)?.path).toMatch(
      /metadata(\[|%5B)tunewright_job(\]|%5D)=job_abcdefghijklmnop/,
    );
    expect(await tuning.findJob({ ...spec, localId: "job_other" }, going())).toBeNull();
  });

  // The SDK reads a page that it does not understand as an empty one.
  it.each([{ body: { ok: true } }, { body: "plain words" }, { body: { data: [{ name: "no id" }] } }])(
    "does not take $body for an empty list",
    async ({ body }) => {
      const { tuning } = open();
      const spec = await makeSpec(tuning);
      harness.simulator.fault({ kind: "status", status: 200, body });
      expect((await failureOf(tuning.findJob(spec, going()))).code).toBe("provider_error");
    },
  );

  it("does not walk in circles through a list that repeats itself", async () => {
    const page = { data: [{ id: "a", status: "running", created_at: 1 }], has_more: true };
    harness.simulator.fault({ kind: "status", status: 200, body: page, times: 9 });
    expect((await failureOf(open().tuning.listJobs(going()))).message).toContain("repeats itself");
  });
});

describe("following a job", () => {
  it("maps every status up to the tuned model's name", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    const seen: (string | null)[][] = [];
    for (let look = 0; look < 4; look++) {
      const { status, detail, fineTunedModel } = await tuning.retrieveJob(id, going());
      seen.push([status, detail, fineTunedModel]);
      harness.simulator.advance(id);
    }
    expect(seen).toEqual([
      ["queued", "validating files", null],
      ["queued", null, null],
      ["running", null, null],
      ["completed", null, expect.stringMatching(/^ft:gpt-4o-mini-2024-07-18:org-simulated/)],
    ]);
  });

  it("takes an unknown status for running, with the word as detail, and paused for paused", async () => {
    const job = { id: "ftjob-1", created_at: 1 };
    harness.simulator.fault({ kind: "status", status: 200, body: { ...job, status: "pausing" } });
    harness.simulator.fault({ kind: "status", status: 200, body: { ...job, status: "paused" } });
    const { tuning } = open();
    expect(await tuning.retrieveJob("ftjob-1", going())).toMatchObject({ status: "running", detail: "pausing" });
    expect(await tuning.retrieveJob("ftjob-1", going())).toMatchObject({ status: "paused", detail: null });
  });

  it("tells why a job failed, without the key that the message repeats", async () => {
    const { tuning } = open();
    const { key } = harness.simulator;
    harness.simulator.failNextJob(`Moderation refused the file, key ${key}`);
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    harness.simulator.finish(id);
    const job = await tuning.retrieveJob(id, going());
    expect(job).toMatchObject({ status: "failed", error: { code: "provider_error" } });
    expect(job.error?.message).toContain("Moderation refused the file");
    const events = await tuning.listEvents(id, going());
    expect(events.at(-1)?.level).toBe("error");
    expect(JSON.stringify([job, events])).not.toContain(key);
  });

  it("cancels, and says why a job that ended cannot be", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    expect(await tuning.cancelJob(id, going())).toMatchObject({ status: "cancelled", fineTunedModel: null });
    const error = await failureOf(tuning.cancelJob(id, going()));
    expect(error).toMatchObject({ code: "refused" });
    expect(error.message).toContain("already completed");
  });

  it("lists jobs, and answers not_found for one that is not there", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    expect((await tuning.listJobs(going())).map((job) => job.id)).toEqual([id]);
    expect((await failureOf(tuning.retrieveJob("ftjob-none", going()))).code).toBe("not_found");
  });
});

describe("events and metrics", () => {
  // Events come newest first in pages of at most a hundred: a reader of one page loses the beginning.
  it("reads every page and turns the order round", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    harness.simulator.finish(id);
    const events = await tuning.listEvents(id, going());
    expect(events).toHaveLength(152);
    expect(events[0]?.message).toContain("Created fine-tuning job");
    expect(events[1]).toMatchObject({ level: "warning", type: "message" });
    expect(events.map(({ createdAt }) => createdAt)).toEqual(events.map(({ createdAt }) => createdAt).toSorted());
    expect(events[0]?.createdAt).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(new Set(events.map((event) => event.id)).size).toBe(152);
  });

  it("reads live metrics from events, in order of steps", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    harness.simulator.finish(id);
    const metrics = await tuning.listMetrics(id, going());
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
    expect(metrics[49]).toEqual({
      step: 50,
      totalSteps: 150,
      trainLoss: 0.06,
      validLoss: 1.5,
      trainAccuracy: 0.5,
      validAccuracy: 0.75,
    });
    expect(metrics[0]?.validLoss).toBeNull();
  });

  it.each(["plain", "base64"] as const)("falls back on the result file, %s", async (encoding) => {
    const { tuning } = open();
    Object.assign(harness.simulator.state, { metricEvents: false, resultEncoding: encoding });
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    expect(await tuning.listMetrics(id, going())).toEqual([]);
    harness.simulator.finish(id);
    const metrics = await tuning.listMetrics(id, going());
    expect(metrics).toHaveLength(3);
    expect(metrics[0]).toEqual({
      step: 1,
      totalSteps: null,
      trainLoss: 2,
      validLoss: null,
      trainAccuracy: 0.5,
      validAccuracy: null,
    });
    expect(metrics[2]).toMatchObject({ validLoss: 1.25, validAccuracy: 0.625 });
  });
});

describe("models, account and chat", () => {
  it("lists models with their shutdown dates and marks the tuned ones", async () => {
    const { tuning, listModels } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    harness.simulator.finish(id);
    const models = await listModels(going());
    expect(models).toContainEqual({ id: MODEL, provider: "openai", tuned: false, shutdownDate: "2027-01-14" });
    expect(models).toContainEqual({ id: "gpt-5-mini", provider: "openai", tuned: false, shutdownDate: null });
    // The list does not say it, but a tuned model goes with its base.
    expect(models.filter(({ tuned }) => tuned)).toMatchObject([{ shutdownDate: "2027-01-14" }]);
  });

  it("names who the key belongs to", async () => {
    expect(await open().account(going())).toBe("org-simulated / proj_simulated");
  });

  it("streams a reply in pieces, the last with finish reason and usage", async () => {
    const reply = open().chat({ model: MODEL, messages: [{ role: "user", content: "Grüße 🎈" }] }, going());
    const { text, pieces, last } = await readReply(reply);
    expect(text).toBe("A simulated reply to: Grüße 🎈");
    expect(pieces).toBeGreaterThan(3);
    expect(last).toEqual({ text: "", finishReason: "stop", usage: { inputTokens: 11, outputTokens: 5 } });
    expect(harness.simulator.requests.at(-1)?.body).toEqual({
      model: MODEL,
      messages: [{ role: "user", content: "Grüße 🎈" }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });
});
