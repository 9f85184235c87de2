import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestApp, simulated, type TestApp, trainingLines } from "../../../test/app.ts";
import { type Simulator, startSimulator } from "../../../test/simulator/simulator.ts";
import type { Job } from "../../shared/contract/jobs.ts";

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

const OPENAI_MODEL = "gpt-4o-mini-2024-07-18";
const TOGETHER_MODEL = "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference";

function createJob(provider: "openai" | "together" = "openai", examples = 12): Promise<Job> {
  const model = provider === "openai" ? OPENAI_MODEL : TOGETHER_MODEL;
  const trainFile = { path: app.write("train.jsonl", trainingLines(examples)) };
  return app.query("jobs.create", { name: "first", provider, model, trainFile });
}

/** Brings a job to the point where its provider has it, and no further. */
async function submitted(provider: "openai" | "together" = "openai"): Promise<Job> {
  const { id } = await createJob(provider);
  return app.run("jobs.run", { id });
}

describe("a run", () => {
  it.each(["openai", "together"] as const)("goes from pending to a tuned model at %s", async (provider) => {
    const job = await createJob(provider);
    expect(job.status).toBe("pending");
    expect(simulator.requests).toEqual([]);
    const ended = await app.run("jobs.run", { id: job.id, wait: true });
    expect(ended).toMatchObject({ status: "completed", error: null, providerJobId: simulator.jobs[0]?.id });
    expect(ended.fineTunedModel).toMatch(provider === "openai" ? /^ft:gpt-4o-mini/ : /Meta-Llama-3.1-8B/);
    const { metrics } = await app.query("jobs.metrics", { id: job.id });
    expect(metrics.length).toBeGreaterThan(1);
    expect(metrics.every((metric) => metric.trainLoss !== null)).toBe(true);
    const { events } = await app.query("jobs.events", { id: job.id });
    expect(events.length).toBeGreaterThan(0);
    const { models } = await app.run("models.list", { provider, tuned: true });
    expect(models.map((model) => model.id)).toContain(ended.fineTunedModel);
  });

  it("that fails at the provider keeps the provider's own words", async () => {
    simulator.failNextJob("Training data was rejected by the moderation system.");
    const { id } = await createJob();
    const ended = await app.run("jobs.run", { id, wait: true });
    expect(ended.status).toBe("failed");
    expect(ended.error?.message).toContain("moderation");
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "conflict" });
  });

  it("checks the file before anything leaves the machine, and stays pending", async () => {
    const { id } = await createJob("openai", 3);
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({
      code: "invalid_file",
      message: expect.stringContaining("10"),
      detail: { findings: expect.arrayContaining([expect.objectContaining({ code: "too_few_examples" })]) },
    });
    expect(simulator.requests).toEqual([]);
    expect(await app.query("jobs.show", { id })).toMatchObject({ status: "pending", startedAt: null });
  });

  it("without a key stays pending", async () => {
    const { id } = await createJob();
    app = await app.reopen({ environment: { OPENAI_BASE_URL: simulator.openaiUrl } });
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "no_key" });
    expect((await app.query("jobs.show", { id })).status).toBe("pending");
  });

  it("with a wrong key goes back to pending and runs once the key is right", async () => {
    const { id } = await createJob();
    const environment = { ...simulated(simulator), OPENAI_API_KEY: "sk-wrong-key-0123456789" };
    app = await app.reopen({ environment });
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "wrong_key" });
    expect(await app.query("jobs.show", { id })).toMatchObject({ status: "pending", error: { code: "wrong_key" } });
    app = await app.reopen({ environment: simulated(simulator) });
    expect(await app.run("jobs.run", { id, wait: true })).toMatchObject({ status: "completed", error: null });
  });

  it("whose file the provider refuses has failed, with the provider's reason", async () => {
    simulator.refuseNextFile("Line 7 has no assistant message.");
    const { id } = await createJob("together");
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "invalid_file" });
    const job = await app.query("jobs.show", { id });
    expect(job).toMatchObject({ status: "failed", error: { message: expect.stringContaining("Line 7") } });
    expect(simulator.jobs).toEqual([]);
  });

  it("of a file that was deleted since names the file and stays pending", async () => {
    const trainFile = { path: app.write("gone.jsonl", trainingLines(12)) };
    const { id } = await app.query("jobs.create", { name: "x", provider: "openai", model: OPENAI_MODEL, trainFile });
    rmSync(trainFile.path);
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ message: expect.stringContaining("gone.jsonl") });
    expect((await app.query("jobs.show", { id })).status).toBe("pending");
  });
});

describe("a job as it is shown", () => {
  const sample = fileURLToPath(new URL("../../../resources/sample.db", import.meta.url));

  async function prepared() {
    const out = { path: join(app.folder, "train.jsonl") };
    const made = await app.run("trainingData.prepare", { sources: [{ path: sample }], out, recipe: {} });
    return { ...made, trainFile: out };
  }

  it("names the dataset whose content it learned, also after another one was written to its path", async () => {
    const first = await prepared();
    const job = { name: "x", provider: "openai", model: OPENAI_MODEL, trainFile: first.trainFile } as const;
    const { id, dataset } = await app.query("jobs.create", job);
    expect(dataset).toEqual({ id: first.datasetId, examples: first.examples });
    await app.run("jobs.run", { id });
    const out = first.trainFile;
    rmSync(out.path);
    const recipe = { maxConversations: 20 };
    const second = await app.run("trainingData.prepare", { sources: [{ path: sample }], out, recipe });
    expect((await app.query("jobs.show", { id })).dataset?.id).toBe(first.datasetId);
    expect((await app.query("jobs.create", job)).dataset?.id).toBe(second.datasetId);
  });

  it("says in lists too how far it has come, and nothing of that before it was measured", async () => {
    const { id, progress, dataset } = await createJob();
    expect([progress, dataset]).toEqual([null, null]);
    await app.run("jobs.run", { id, wait: true });
    const { metrics } = await app.query("jobs.metrics", { id });
    const newest = metrics.at(-1);
    const { jobs } = await app.query("jobs.list", {});
    expect(jobs[0]?.progress).toEqual({ step: newest?.step, totalSteps: newest?.totalSteps });
  });
});

describe("creating exactly once", () => {
  it.each(["openai", "together"] as const)("finds the job again when %s's answer was lost", async (provider) => {
    const route = provider === "openai" ? /POST .*fine_tuning\/jobs$/ : /POST .*fine-tunes$/;
    simulator.fault({ kind: "cut_after", route });
    const { id } = await createJob(provider);
    const job = await app.run("jobs.run", { id });
    expect(simulator.jobs).toHaveLength(1);
    expect(job.providerJobId).toBe(simulator.jobs[0]?.id);
  });

  it("creates again only when the first attempt made nothing and its time has passed", async () => {
    simulator.fault({ kind: "cut_before", route: /POST .*fine_tuning\/jobs$/ });
    const { id } = await createJob();
    const job = await app.run("jobs.run", { id });
    expect(simulator.jobs).toHaveLength(1);
    expect(job.providerJobId).toBe(simulator.jobs[0]?.id);
    const calls = simulator.requests.map((request) => `${request.method} ${request.path}`);
    const attempts = calls.flatMap((call, at) => (/POST .*fine_tuning\/jobs$/.test(call) ? [at] : []));
    const looks = calls.flatMap((call, at) => (/GET .*fine_tuning\/jobs/.test(call) ? [at] : []));
    expect(attempts).toHaveLength(2);
    expect(looks.some((at) => at > (attempts[0] ?? 0) && at < (attempts[1] ?? 0))).toBe(true);
  });

  it("does not know the outcome, and says so, when the look-up fails too; a later command finds out", async () => {
    simulator.fault({ kind: "cut_after", route: /POST .*fine_tuning\/jobs$/ });
    simulator.fault({ kind: "server_error", route: /GET .*fine_tuning\/jobs/, times: 20 });
    const { id } = await createJob();
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "outcome_unknown" });
    expect((await app.query("jobs.show", { id })).status).toBe("preparing");
    simulator.clearFaults();
    app = await app.reopen();
    await app.run("jobs.refresh", { id: null });
    expect(simulator.jobs).toHaveLength(1);
    expect((await app.query("jobs.show", { id })).providerJobId).toBe(simulator.jobs[0]?.id);
  });

  it("does not retry the call that creates a job when the provider is not well", async () => {
    simulator.fault({ kind: "rate_limited", route: /POST .*fine_tuning\/jobs$/ });
    const { id } = await createJob();
    await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "rate_limited" });
    expect(simulator.requests.filter((request) => request.path.endsWith("fine_tuning/jobs"))).toHaveLength(1);
    expect((await app.query("jobs.show", { id })).status).toBe("pending");
  });
});

describe("a job that was left alone", () => {
  it("is taken up by a later command and not submitted again", async () => {
    const { id } = await submitted();
    app = await app.reopen();
    const { jobs } = await app.run("jobs.watch", { id: null });
    expect(jobs).toMatchObject([{ id, status: "completed" }]);
    expect(simulator.jobs).toHaveLength(1);
    expect(simulator.files.filter((file) => file.name === "train.jsonl")).toHaveLength(1);
  });

  it("is shown as last seen while its provider cannot be reached, and never as failed", async () => {
    const { id, status } = await submitted();
    app = await app.reopen({
      environment: { ...simulated(simulator), OPENAI_BASE_URL: simulator.openaiUrl },
      now: () => Date.now() + 5000,
    });
    simulator.fault({ kind: "cut_before", times: 100 });
    const { unreachable } = await app.run("jobs.refresh", { id });
    expect(unreachable).toMatchObject([{ id, error: { code: "no_network" } }]);
    expect((await app.query("jobs.show", { id })).status).toBe(status);
  });

  it("is not asked about at another server than the one it lives at", async () => {
    const { id } = await submitted();
    const other = await startSimulator();
    try {
      app = await app.reopen({
        environment: { ...simulated(simulator), OPENAI_BASE_URL: other.openaiUrl },
        now: () => Date.now() + 5000,
      });
      const { unreachable } = await app.run("jobs.refresh", { id });
      expect(unreachable).toMatchObject([{ error: { code: "wrong_account" } }]);
      expect(other.requests).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

describe("cancelling and deleting", () => {
  it("cancels a pending job without asking anybody", async () => {
    const { id } = await createJob();
    expect((await app.run("jobs.cancel", { id })).status).toBe("cancelled");
    expect(simulator.requests).toEqual([]);
  });

  it.each(["openai", "together"] as const)("cancels a running job at %s", async (provider) => {
    const { id } = await submitted(provider);
    await app.run("jobs.cancel", { id });
    expect((await app.run("jobs.watch", { id })).jobs).toMatchObject([{ status: "cancelled" }]);
    expect(simulator.jobs[0]?.ended).toBe("cancelled");
    await expect(app.run("jobs.cancel", { id })).rejects.toMatchObject({ code: "conflict" });
  });

  it("refuses to forget a job that is under way, and forgets one that has ended", async () => {
    const { id } = await submitted();
    await expect(app.query("jobs.delete", { id })).rejects.toMatchObject({ code: "conflict" });
    await app.run("jobs.watch", { id });
    await app.query("jobs.delete", { id });
    await expect(app.query("jobs.show", { id })).rejects.toMatchObject({ code: "not_found" });
    expect((await app.query("jobs.statistics", {})).total).toBe(0);
  });
});

describe("the key a job runs with", () => {
  it("is the one that was named, in this run and in every later look", async () => {
    const environment = {
      ...simulated(simulator),
      OPENAI_API_KEY: "sk-somebody-elses-0123",
      OPENAI_API_KEY_PAPER: simulator.key,
    };
    app = await app.reopen({ environment });
    const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
    const named = { name: "paper", provider: "openai", model: OPENAI_MODEL, trainFile, key: "openai:paper" } as const;
    const { id, key } = await app.query("jobs.create", named);
    expect(key).toBe("openai:paper");
    expect(await app.run("jobs.run", { id, wait: true })).toMatchObject({ status: "completed" });
    const keys = new Set(simulator.requests.map((request) => request.headers["authorization"]));
    expect([...keys]).toEqual([`Bearer ${simulator.key}`]);
  });

  it("leaves its account with the job, as its last test told it", async () => {
    await app.run("keys.test", { name: "openai" });
    const { id } = await createJob();
    expect((await app.query("jobs.show", { id })).account).toBeNull();
    const job = await app.run("jobs.run", { id });
    expect(job.account).toContain("org-simulated");
  });

  it("is never one of another provider", async () => {
    const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
    const named = { name: "x", provider: "openai", model: OPENAI_MODEL, trainFile, key: "together:paper" } as const;
    await expect(app.query("jobs.create", named)).rejects.toMatchObject({ code: "invalid_input" });
    const chat = { replyId: "r", model: OPENAI_MODEL, message: "Hello", key: "together" };
    await expect(app.run("chat.send", chat)).rejects.toMatchObject({ code: "invalid_input" });
    expect(simulator.requests).toEqual([]);
  });
});

describe("what a job may cost", () => {
  it("is estimated from its own epochs before anything is sent", async () => {
    const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
    const job = { name: "x", provider: "openai", model: OPENAI_MODEL, trainFile } as const;
    const one = await app.query("jobs.create", { ...job, config: { epochs: 1 } });
    const ten = await app.query("jobs.create", { ...job, config: { epochs: 10 } });
    const usd = async (id: string) => (await app.run("jobs.check", { id })).check?.estimate?.usd ?? 0;
    expect(await usd(ten.id)).toBeCloseTo(10 * (await usd(one.id)), 3);
    expect(simulator.requests).toEqual([]);
  });

  it("is held against a budget, and a price that nobody knows is over every budget", async () => {
    const { id } = await createJob();
    await expect(app.run("jobs.run", { id, budgetUsd: 0.000_01 })).rejects.toMatchObject({ code: "over_budget" });
    const unknown = await createJob("together");
    await expect(app.run("jobs.run", { id: unknown.id, budgetUsd: 100 })).rejects.toMatchObject({
      code: "over_budget",
    });
    expect(simulator.requests).toEqual([]);
    expect((await app.query("jobs.show", { id })).status).toBe("pending");
    expect(await app.run("jobs.run", { id, budgetUsd: 5 })).toMatchObject({ providerJobId: simulator.jobs[0]?.id });
  });
});
