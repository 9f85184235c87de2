import { describe, expect, it } from "vitest";
import { failureOf, going, readReply, useSimulator } from "../../../../test/simulator/harness.ts";
import { togetherConfigSchema } from "../../../shared/contract/jobs.ts";
import type { JobSpec, Tuning } from "../provider.ts";
import { createTogetherProvider } from "./adapter.ts";

const MODEL = "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference";
const LOCAL_ID = "job_abcdefghijklmnop";
const harness = useSimulator({ advanceOnRetrieve: false });

function open() {
  const provider = createTogetherProvider(harness.access("together"));
  if (provider.tuning === undefined) throw new Error("Together can tune");
  return { ...provider, tuning: provider.tuning };
}

async function makeSpec(tuning: Tuning, more: Partial<JobSpec> = {}): Promise<JobSpec> {
  const { id } = await tuning.uploadFile(await harness.trainingFile(), going());
  await tuning.retrieveFile(id, going());
  const config = togetherConfigSchema.parse({});
  return { localId: LOCAL_ID, model: MODEL, trainFileId: id, valFileId: null, config, ...more };
}

describe("files", () => {
  // The SDK's own upload goes to another server and tells the whole local path.
  it("uploads to the base URL under the bare name, whatever its ending", async () => {
    const local = await harness.trainingFile("Übung 1.txt");
    await open().tuning.uploadFile(local, going());
    const [request] = harness.simulator.requests;
    expect(request).toMatchObject({ method: "POST", path: "/v1/files/upload", provider: "together" });
    expect(request?.raw).not.toContain(harness.folder);
    expect(
      request?.parts.map(({ name, filename, text }) => [name, filename, name === "file" ? text.length : text]),
    ).toEqual([
      ["purpose", null, "fine-tune"],
      ["file_name", null, "Übung 1.txt"],
      ["file_type", null, "jsonl"],
      ["file", "Übung 1.txt", local.bytes],
    ]);
  });

  it("waits for the provider's second check", async () => {
    const { tuning } = open();
    const { id, state } = await tuning.uploadFile(await harness.trainingFile(), going());
    expect(state).toBe("processing");
    expect(await tuning.retrieveFile(id, going())).toEqual({ id, state: "ready", reason: null });
  });

  it("keeps the check's own words, without the key", async () => {
    const { tuning } = open();
    const { key } = harness.simulator;
    harness.simulator.refuseNextFile(`Line 2: unknown role, key ${key}`);
    const { id } = await tuning.uploadFile(await harness.trainingFile(), going());
    const file = await tuning.retrieveFile(id, going());
    expect(file.state).toBe("refused");
    expect(file.reason).toContain("Line 2: unknown role");
    expect(file.reason).not.toContain(key);
  });

  it.each([
    [{ Processed: true }, "ready"],
    [{ Processed: false }, "processing"],
    [{}, "processing"],
    [{ processing_status: "QUEUED", Processed: true }, "processing"],
    [{ processing_status: "SOMETHING_NEW", Processed: true }, "processing"],
    [{ processing_status: "FAILED" }, "refused"],
  ])("reads %j as %s", async (fields, state) => {
    harness.simulator.fault({ kind: "status", status: 200, body: { id: "file-1", ...fields } });
    expect((await open().tuning.retrieveFile("file-1", going())).state).toBe(state);
  });

  it("names another account where the file is not there", async () => {
    expect((await failureOf(open().tuning.retrieveFile("file-none", going()))).code).toBe("wrong_account");
  });
});

describe("creating a job", () => {
  it("sends what the published document asks for", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    const config = togetherConfigSchema.parse({
      epochs: 3,
      batchSize: 8,
      learningRate: 2e-5,
      training: { kind: "lora", rank: 16, alpha: 32 },
      suffix: "warm",
      seed: 7,
    });
    const job = await tuning.createJob({ ...spec, valFileId: spec.trainFileId, config }, going());
    expect(job).toMatchObject({ status: "queued", fineTunedModel: null });
    expect(harness.simulator.requests.at(-1)?.body).toEqual({
      model: MODEL,
      training_file: spec.trainFileId,
      validation_file: spec.trainFileId,
      n_evals: 3,
      n_epochs: 3,
      batch_size: 8,
      learning_rate: 2e-5,
      suffix: "warm-abcdefgh",
      random_seed: 7,
      training_method: { method: "sft", train_on_inputs: false },
      training_type: { type: "Lora", lora_r: 16, lora_alpha: 32 },
    });
  });

  it.each([
    [{ kind: "lora" }, undefined],
    [
      { kind: "lora", rank: 8 },
      { type: "Lora", lora_r: 8, lora_alpha: 16 },
    ],
    [
      { kind: "lora", alpha: 64 },
      { type: "Lora", lora_r: 32, lora_alpha: 64 },
    ],
    [
      { kind: "lora", alpha: 1 },
      { type: "Lora", lora_r: 1, lora_alpha: 1 },
    ],
    [{ kind: "full" }, { type: "Full" }],
  ])("turns %j into a training type that has both of rank and alpha, or neither", async (training, expected) => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    await tuning.createJob({ ...spec, config: togetherConfigSchema.parse({ training }) }, going());
    expect(harness.simulator.requests.at(-1)?.body).toMatchObject({ suffix: "tunewright-abcdefgh", batch_size: "max" });
    expect(harness.simulator.requests.at(-1)?.body).not.toHaveProperty("n_evals");
    expect(Object(harness.simulator.requests.at(-1)?.body)["training_type"]).toEqual(expected);
  });

  // The file is shared by copies of a job, and the suffix of the user by all of them: only both with our ending tell.
  it("finds the job again by file and suffix after a lost reply", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    harness.simulator.fault({ kind: "cut_after", route: /^POST .*fine-tunes$/ });
    expect((await failureOf(tuning.createJob(spec, going()))).code).toBe("no_network");
    expect(await tuning.findJob(spec, going())).toMatchObject({ id: harness.simulator.jobs[0]?.id });
    expect(await tuning.findJob({ ...spec, localId: "job_zzzzzzzzzzzzzzzz" }, going())).toBeNull();
    expect(await tuning.findJob({ ...spec, trainFileId: "file-other" }, going())).toBeNull();
  });

  it("keeps its ending where the user's suffix is long", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    await tuning.createJob({ ...spec, config: togetherConfigSchema.parse({ suffix: "x".repeat(40) }) }, going());
    expect(harness.simulator.jobs[0]?.request["suffix"]).toBe(`${"x".repeat(40)}-abcdefgh`);
  });

  it.each([{ body: {} }, { body: "plain words" }, { body: { data: [{}] } }])(
    "does not take $body for an empty list",
    async ({ body }) => {
      const { tuning } = open();
      const spec = await makeSpec(tuning);
      harness.simulator.fault({ kind: "status", status: 200, body });
      expect((await failureOf(tuning.findJob(spec, going()))).code).toBe("provider_error");
    },
  );

  it("refuses the settings of another provider before anything is sent", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    const config = {
      epochs: "auto" as const,
      batchSize: "auto" as const,
      learningRateMultiplier: 1,
      suffix: null,
      seed: null,
    };
    expect((await failureOf(tuning.createJob({ ...spec, config }, going()))).code).toBe("invalid_input");
    expect(harness.simulator.jobs).toEqual([]);
  });
});

describe("following a job", () => {
  it("maps every status up to the tuned model's name", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    const seen: unknown[] = [];
    for (let look = 0; look < 6; look++) {
      const { status, detail, fineTunedModel } = await tuning.retrieveJob(id, going());
      seen.push([status, detail, fineTunedModel]);
      harness.simulator.advance(id);
    }
    expect(seen).toEqual([
      ["queued", "2 ahead in the queue", null],
      ["queued", "2 ahead in the queue", null],
      ["running", "about 90 s left", null],
      ["running", "compressing", null],
      ["running", "uploading", null],
      [
        "completed",
        null,
        expect.stringMatching(/^simulated\/Meta-Llama-3\.1-8B-Instruct-Reference-tunewright-abcdefgh-/),
      ],
    ]);
  });

  it.each([
    ["cancel_requested", "running", "cancel requested"],
    ["meditating", "running", "meditating"],
  ])("reads the status %s as %s", async (word, status, detail) => {
    harness.simulator.fault({ kind: "status", status: 200, body: { id: "ft-1", status: word } });
    expect(await open().tuning.retrieveJob("ft-1", going())).toMatchObject({ status, detail });
  });

  it("reads times without a zone as UTC", async () => {
    const body = {
      id: "ft-1",
      status: "completed",
      started_at: "2026-11-23T08:00:00",
      updated_at: "2026-11-23T09:00:00+01:00",
    };
    harness.simulator.fault({ kind: "status", status: 200, body });
    const moment = Date.UTC(2026, 10, 23, 8);
    expect(await open().tuning.retrieveJob("ft-1", going())).toMatchObject({ startedAt: moment, finishedAt: moment });
  });

  // A single look tells no reason: without the events a failed job would say nothing.
  it("tells why a job failed from its events, without the key", async () => {
    const { tuning } = open();
    const { key } = harness.simulator;
    harness.simulator.failNextJob(`Out of memory, key ${key}`);
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    harness.simulator.finish(id);
    const job = await tuning.retrieveJob(id, going());
    expect(job).toMatchObject({ status: "failed", error: { code: "provider_error" } });
    expect(job.error?.message).toContain("Out of memory");
    expect(JSON.stringify([job, await tuning.listEvents(id, going())])).not.toContain(key);
  });

  it("cancels, and says why a job that ended cannot be", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    expect(await tuning.cancelJob(id, going())).toMatchObject({ status: "cancelled" });
    expect((await failureOf(tuning.cancelJob(id, going()))).message).toContain("not cancellable");
  });

  it("lists jobs, and answers not_found for one that is not there", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    expect((await tuning.listJobs(going())).map((job) => job.id)).toEqual([id]);
    expect((await failureOf(tuning.retrieveJob("ft-none", going()))).code).toBe("not_found");
  });
});

describe("events and metrics", () => {
  // Events have no id: one that changed between looks would be stored twice.
  it("gives the same event the same id at every look", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    const before = await tuning.listEvents(id, going());
    harness.simulator.finish(id);
    const after = await tuning.listEvents(id, going());
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ type }) => type)).toEqual(["job_pending", "training_start", "epoch_complete", "job_complete"]);
    expect(new Set(after.map((event) => event.id)).size).toBe(after.length);
    expect(after.every(({ createdAt }) => createdAt.endsWith("Z"))).toBe(true);
  });

  it("lays training and evaluation of a step together", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    expect(await tuning.listMetrics(id, going())).toEqual([]);
    harness.simulator.finish(id);
    const metrics = await tuning.listMetrics(id, going());
    expect(metrics).toHaveLength(150);
    expect(metrics[49]).toEqual({
      step: 50,
      totalSteps: null,
      trainLoss: 0.06,
      validLoss: 1.5,
      trainAccuracy: null,
      validAccuracy: null,
    });
    expect(metrics[48]?.validLoss).toBeNull();
  });
});

describe("models, account and chat", () => {
  it("lists what can be talked to, and marks the tuned ones", async () => {
    const { tuning, listModels } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    harness.simulator.finish(id);
    const models = await listModels(going());
    expect(models.map((model) => model.id)).not.toContain("black-forest-labs/FLUX.1-schnell");
    expect(models).toContainEqual({ id: "openai/gpt-oss-20b", provider: "together", tuned: false, shutdownDate: null });
    expect(models.filter(({ tuned }) => tuned)).toHaveLength(1);
  });

  it("names who the key belongs to, and checks the key where that cannot be asked", async () => {
    expect(await open().account(going())).toBe("Simulated Org / Simulated Project");
    harness.simulator.fault({
      kind: "status",
      status: 404,
      body: { error: { message: "no such route" } },
      route: /whoami/,
    });
    expect(await open().account(going())).toBeNull();
    harness.simulator.fault({
      kind: "status",
      status: 404,
      body: { error: { message: "no such route" } },
      route: /whoami/,
    });
    harness.simulator.fault({ kind: "key_echoed", route: /models/ });
    expect((await failureOf(open().account(going()))).code).toBe("wrong_key");
  });

  it("streams a reply, the last piece with finish reason and usage", async () => {
    const reply = open().chat({ model: "openai/gpt-oss-20b", messages: [{ role: "user", content: "Hi" }] }, going());
    const { text, last } = await readReply(reply);
    expect(text).toBe("A simulated reply to: Hi");
    expect(last).toEqual({ text: "", finishReason: "stop", usage: { inputTokens: 11, outputTokens: 5 } });
    expect(harness.simulator.requests.at(-1)?.body).toEqual({
      model: "openai/gpt-oss-20b",
      messages: [{ role: "user", content: "Hi" }],
      stream: true,
    });
  });

  it("says that a tuned model needs an endpoint", async () => {
    const { tuning, chat } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    harness.simulator.finish(id);
    const model = (await tuning.retrieveJob(id, going())).fineTunedModel ?? "";
    const error = await failureOf(readReply(chat({ model, messages: [{ role: "user", content: "Hi" }] }, going())));
    expect(error.code).toBe("needs_endpoint");
  });
});
