import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openTestApp, simulated, type TestApp, trainingLines } from "../../../test/app.ts";
import { type Simulator, startSimulator } from "../../../test/simulator/simulator.ts";
import type { Job } from "../../shared/contract/jobs.ts";

const CREATE = /POST .*fine_tuning\/jobs$/;
const LOOK_UP = /GET .*fine_tuning\/jobs\?/;
const DAY = 24 * 60 * 60_000;

let simulator: Simulator;
let app: TestApp;
beforeEach(async () => {
  simulator = await startSimulator();
  app = openTestApp({
    environment: { ...simulated(simulator), TUNEWRIGHT_SETTLE_SECONDS: "0" },
    createJobTimeoutMs: 300,
  });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await simulator.stop();
});

function createJob(name = "train.jsonl"): Promise<Job> {
  const trainFile = { path: app.write(name, trainingLines(12)) };
  return app.query("jobs.create", { name, provider: "openai", model: "gpt-4o-mini-2024-07-18", trainFile });
}

async function submitted(): Promise<Job> {
  const { id } = await createJob();
  return app.run("jobs.run", { id });
}

/** Another process on the same data folder, as a second terminal is. */
function secondApp(): TestApp {
  return openTestApp({ environment: simulated(simulator), createJobTimeoutMs: 300 }, app.folder);
}

function creations(): number {
  return simulator.requests.filter(({ method, path }) => CREATE.test(`${method} ${path}`)).length;
}

function show(id: string): Promise<Job> {
  return app.query("jobs.show", { id });
}

/** A job of which nobody knows whether it was created. */
async function lost(): Promise<string> {
  simulator.fault({ kind: "cut_before", route: CREATE });
  simulator.fault({ kind: "server_error", route: LOOK_UP, times: 3 });
  const { id } = await createJob();
  await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "outcome_unknown" });
  return id;
}

/** A job that went back to pending with its file uploaded. */
async function refusedOnce(): Promise<string> {
  simulator.fault({ kind: "rate_limited", route: CREATE });
  const { id } = await createJob();
  await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "rate_limited" });
  return id;
}

describe("a cancellation", () => {
  it("that comes while the job is being created reaches the provider, or the job would run and cost", async () => {
    simulator.fault({ kind: "slow", milliseconds: 200, route: CREATE });
    const { id } = await createJob();
    const running = app.run("jobs.run", { id });
    await vi.waitFor(() => expect(creations()).toBe(1), { timeout: 20_000 });
    const other = secondApp();
    try {
      expect(await other.run("jobs.cancel", { id })).toMatchObject({ status: "cancelled" });
    } finally {
      await other.app.close();
    }
    expect(await running).toMatchObject({ status: "cancelled" });
    expect(simulator.jobs).toMatchObject([{ ended: "cancelled" }]);
  });

  it("that did not get through is not forgotten: the next look passes it on", async () => {
    const { id } = await submitted();
    simulator.fault({ kind: "cut_before", route: /cancel$/, times: 3 });
    await expect(app.run("jobs.cancel", { id })).rejects.toMatchObject({ code: "no_network" });
    app = await app.reopen({ now: () => Date.now() + 5000 });
    await app.run("jobs.refresh", { id });
    expect(simulator.jobs).toMatchObject([{ ended: "cancelled" }]);
    expect(await show(id)).toMatchObject({ status: "cancelled" });
  });

  it("of a job that its provider has forgotten ends our record, which could never be deleted otherwise", async () => {
    const { id } = await submitted();
    simulator.jobs.splice(0);
    expect(await app.run("jobs.cancel", { id })).toMatchObject({ status: "cancelled", error: { code: "not_found" } });
    expect(await app.query("jobs.delete", { id })).toEqual({ id });
  });

  it("of a job that has completed in the meantime says so, and keeps the tuned model", async () => {
    const { id, providerJobId } = await submitted();
    simulator.finish(providerJobId ?? "");
    await expect(app.run("jobs.cancel", { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await show(id)).toMatchObject({ status: "completed", fineTunedModel: expect.stringMatching(/^ft:/) });
  });
});

describe("a job that went back to pending", () => {
  it("has not started", async () => {
    expect(await show(await refusedOnce())).toMatchObject({ status: "pending", startedAt: null, detail: null });
  });

  it("learns from its file as it is when it runs again, not from the copy of the first run", async () => {
    const id = await refusedOnce();
    app.write("train.jsonl", trainingLines(20));
    await app.run("jobs.run", { id });
    const used = simulator.files.find((file) => file.id === simulator.jobs[0]?.request["training_file"]);
    expect(used?.text).toBe(trainingLines(20));
  });

  it("does not upload again what is there unchanged", async () => {
    await app.run("jobs.run", { id: await refusedOnce() });
    expect(simulator.files).toHaveLength(1);
  });

  it("uploads again what the provider has no more", async () => {
    const id = await refusedOnce();
    simulator.files.splice(0);
    expect(await app.run("jobs.run", { id })).toMatchObject({ status: "queued" });
  });

  it("does not take its file for uploaded at another server", async () => {
    const id = await refusedOnce();
    const other = await startSimulator();
    try {
      app = await app.reopen({ environment: simulated(other) });
      expect(await app.run("jobs.run", { id })).toMatchObject({ status: "queued" });
      expect(other.files).toHaveLength(1);
    } finally {
      await other.stop();
    }
  });
});

describe("a lost answer", () => {
  it("that has not settled does not hold up a list of jobs, nor is the job created again", async () => {
    const id = await lost();
    app = await app.reopen({ environment: { ...simulated(simulator), TUNEWRIGHT_SETTLE_SECONDS: "3600" } });
    await app.run("jobs.refresh", { id: null });
    expect(await show(id)).toMatchObject({ status: "preparing", detail: expect.stringContaining("was lost") });
    expect(creations()).toBe(1);
  });

  it("begins to settle anew where the clock was set back, and does not wait for the day to come", async () => {
    const id = await lost();
    app = await app.reopen({ now: () => Date.now() - DAY });
    expect(await app.run("jobs.run", { id })).toMatchObject({ status: "queued" });
  });

  it("leaves no word behind once the next attempt was refused", async () => {
    simulator.fault({ kind: "cut_before", route: CREATE });
    simulator.fault({ kind: "rate_limited", route: CREATE });
    const { id } = await createJob();
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "rate_limited" });
    expect(await show(id)).toMatchObject({ status: "pending", detail: null, error: { code: "rate_limited" } });
  });

  it("is not asked for without end where the provider fails every time", async () => {
    simulator.fault({ kind: "server_error", route: CREATE, times: 50 });
    const { id } = await createJob();
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "provider_error" });
    expect(creations()).toBe(2);
    simulator.clearFaults();
    app = await app.reopen({ now: () => Date.now() + 5000 });
    await app.run("jobs.refresh", { id });
    expect(simulator.jobs).toHaveLength(1);
  });
});

describe("several at once", () => {
  it("run the same job once, and both see it to its end", async () => {
    const { id } = await createJob();
    const other = secondApp();
    try {
      const both = await Promise.all([app, other].map((one) => one.run("jobs.run", { id, wait: true })));
      expect(both).toMatchObject([{ status: "completed" }, { status: "completed" }]);
    } finally {
      await other.app.close();
    }
    expect([simulator.jobs.length, simulator.files.length]).toEqual([1, 1]);
  });

  it("are followed although one of them cannot be", async () => {
    const gone = await submitted();
    simulator.jobs.splice(0, 1, { ...simulator.jobs[0], id: "ftjob-other" } as never);
    const { id } = await submitted();
    const { jobs } = await app.run("jobs.watch", { id: null });
    expect(jobs.map((job) => [job.id, job.status])).toEqual([
      [gone.id, "queued"],
      [id, "completed"],
    ]);
  });

  it("do not each wait for a provider that cannot be reached", async () => {
    for (let count = 0; count < 20; count++) await submitted();
    app = await app.reopen({ now: () => Date.now() + 60_000 });
    const before = simulator.requests.length;
    simulator.fault({ kind: "cut_before", times: 1000 });
    const { unreachable } = await app.run("jobs.refresh", { id: null });
    expect(unreachable).toHaveLength(20);
    // Eight are looked at together, three times each; the other twelve are not tried.
    expect(simulator.requests.length - before).toBe(24);
  });
});

it("fails in words where a server gives two jobs the same id, and does not ask again", async () => {
  const first = await submitted();
  const body = { id: first.providerJobId, object: "fine_tuning.job", status: "queued", created_at: 1_790_000_000 };
  simulator.fault({ kind: "status", status: 200, body, route: CREATE });
  const { id } = await createJob();
  await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "refused" });
  expect(await show(id)).toMatchObject({ status: "failed", error: { message: expect.stringContaining(first.id) } });
  expect(creations()).toBe(2);
});

describe("a look", () => {
  it("at one job shows what just happened, also where the next one was put off", async () => {
    const { id, providerJobId } = await submitted();
    simulator.finish(providerJobId ?? "");
    await app.run("jobs.refresh", { id });
    expect((await show(id)).status).toBe("completed");
  });

  it("at many asks each for its status only, and reads the curve of one that has ended", async () => {
    const { id } = await submitted();
    app = await app.reopen({ now: () => Date.now() + 5000 });
    const before = simulator.requests.length;
    await app.run("jobs.refresh", { id: null });
    expect(simulator.requests.slice(before)).toHaveLength(1);
    simulator.finish(simulator.jobs[0]?.id ?? "");
    app = await app.reopen({ now: () => Date.now() + 90_000 });
    await app.run("jobs.refresh", { id: null });
    expect((await app.query("jobs.metrics", { id })).metrics.length).toBeGreaterThan(1);
  });
});

describe("times", () => {
  it("are in order although the provider's clock is wrong by months", async () => {
    app = await app.reopen({ now: () => Date.now() + 200 * DAY });
    const { id } = await createJob();
    const { createdAt, startedAt, finishedAt } = await app.run("jobs.run", { id, wait: true });
    const [created, started, finished] = [createdAt, startedAt, finishedAt].map((time) => Date.parse(time ?? ""));
    expect(started).toBeGreaterThanOrEqual(created ?? Infinity);
    expect(finished).toBeGreaterThanOrEqual(started ?? Infinity);
    expect((await app.query("jobs.statistics", {})).medianSeconds).toBeGreaterThanOrEqual(0);
  });

  it("of the next look do not come true a day later where the clock was set back", async () => {
    const { id } = await submitted();
    app = await app.reopen({ now: () => Date.now() - DAY });
    await app.run("jobs.refresh", { id });
    expect(simulator.requests.some(({ path }) => path.endsWith(simulator.jobs[0]?.id ?? "?"))).toBe(true);
  });
});
