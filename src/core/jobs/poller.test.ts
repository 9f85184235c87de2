import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestApp, simulated, type TestApp, trainingLines } from "../../../test/app.ts";
import { type Simulator, startSimulator } from "../../../test/simulator/simulator.ts";
import { openWorkspace } from "../workspace/workspace.ts";

let simulator: Simulator;
let app: TestApp;
beforeEach(async () => {
  simulator = await startSimulator();
  app = openTestApp({ environment: { ...simulated(simulator), TUNEWRIGHT_PRACTICE_SECONDS: "1" } });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await simulator.stop();
});

async function startJob(provider: "openai" | "practice"): Promise<string> {
  const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
  const model = provider === "openai" ? "gpt-4o-mini-2024-07-18" : "practice/echo";
  const { id } = await app.query("jobs.create", { name: "followed", provider, model, trainFile });
  await app.run("jobs.run", { id, wait: false });
  return id;
}

const statusOf = async (id: string) => (await app.query("jobs.show", { id })).status;

// A host that stays must bring jobs to their end by itself: nobody may have the page open.
it.each(["openai", "practice"] as const)(
  "a core that stays follows a job of %s to its end unasked",
  async (provider) => {
    const id = await startJob(provider);
    app = await app.reopen({ followJobs: true });
    await expect.poll(() => statusOf(id), { timeout: 20_000 }).toBe("completed");
    const { metrics } = await app.query("jobs.metrics", { id });
    expect(metrics.length).toBeGreaterThan(0);
  },
);

it("says so to every screen when something of a job has changed", async () => {
  const id = await startJob("practice");
  app = await app.reopen({ followJobs: true });
  const told: string[] = [];
  app.client.subscribe((event) => event.topic === "job" && told.push(event.jobId));
  await expect.poll(() => statusOf(id), { timeout: 20_000 }).toBe("completed");
  expect(new Set(told)).toEqual(new Set([id]));
});

it("a core that does not stay leaves jobs alone, and one that closes stops at once", async () => {
  simulator.state.advanceOnRetrieve = false;
  const id = await startJob("openai");
  const before = simulator.requests.length;
  app = await app.reopen({ followJobs: true });
  await expect.poll(() => simulator.requests.length, { timeout: 20_000 }).toBeGreaterThan(before);
  app = await app.reopen({ followJobs: false });
  const asked = simulator.requests.length;
  await app.query("jobs.show", { id });
  expect(simulator.requests.length).toBe(asked);
});

it("a provider that is not reached is left alone for ever longer, and the job says why", async () => {
  const id = await startJob("openai");
  simulator.fault({ kind: "server_error", times: 1_000 });
  app = await app.reopen({ followJobs: true });
  await expect
    .poll(async () => (await app.query("jobs.show", { id })).detail, { timeout: 20_000 })
    .toMatch(/could not be looked at/i);
  expect(await statusOf(id)).not.toBe("failed");
});

const CREATE = /POST .*fine_tuning\/jobs$/;
const LOOK_UP = /GET .*fine_tuning\/jobs\?/;

/** Our own rows as they lie on the disk, read and changed beside the core. */
function beside<T>(work: (workspace: ReturnType<typeof openWorkspace>) => T): T {
  const workspace = openWorkspace(join(app.folder, "data"));
  try {
    return work(workspace);
  } finally {
    workspace.close();
  }
}

const generationOf = (id: string) =>
  beside(
    ({ read }) =>
      read.get<{ generation: number }>("SELECT generation FROM leases WHERE name = ?", `job:${id}`)?.generation,
  );

it("two cores that stay take up one interrupted submission, and the provider gets one job", async () => {
  const short = { environment: { ...simulated(simulator), TUNEWRIGHT_SETTLE_SECONDS: "0" }, createJobTimeoutMs: 300 };
  app = await app.reopen(short);
  simulator.fault({ kind: "cut_before", route: CREATE });
  simulator.fault({ kind: "server_error", route: LOOK_UP, times: 3 });
  const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
  const model = "gpt-4o-mini-2024-07-18";
  const { id } = await app.query("jobs.create", { name: "lost", provider: "openai", model, trainFile });
  await expect(app.run("jobs.run", { id })).rejects.toMatchObject({ code: "outcome_unknown" });
  app = await app.reopen({ ...short, followJobs: true });
  const other = openTestApp({ ...short, followJobs: true }, app.folder);
  try {
    await expect.poll(() => statusOf(id), { timeout: 20_000 }).toBe("completed");
  } finally {
    await other.app.close();
  }
  expect(simulator.jobs).toHaveLength(1);
});

it("a job whose key is gone says so, and is not taken for failed", async () => {
  simulator.state.advanceOnRetrieve = false;
  const id = await startJob("openai");
  app = await app.reopen({ environment: {}, followJobs: true });
  await expect
    .poll(async () => (await app.query("jobs.show", { id })).detail, { timeout: 20_000 })
    .toMatch(/There is no key openai/);
  expect(await statusOf(id)).toBe("queued");
});

it("an interrupted submission whose key is gone says so, and waits for it", async () => {
  const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
  const model = "gpt-4o-mini-2024-07-18";
  const { id } = await app.query("jobs.create", { name: "keyless", provider: "openai", model, trainFile });
  beside(({ write }) => write((db) => db.run("UPDATE jobs SET status = 'preparing' WHERE id = ?", id)));
  app = await app.reopen({ environment: {}, followJobs: true });
  await expect
    .poll(async () => (await app.query("jobs.show", { id })).detail, { timeout: 20_000 })
    .toMatch(/There is no key openai/);
  expect(await statusOf(id)).toBe("preparing");
  app = await app.reopen({ environment: simulated(simulator), followJobs: true });
  await expect.poll(() => statusOf(id), { timeout: 20_000 }).toBe("completed");
});

it("a look that is not due writes nothing, or every screen of another process would ask for everything each second", async () => {
  const now = Date.now();
  app = await app.reopen({ now: () => now });
  simulator.state.advanceOnRetrieve = false;
  const id = await startJob("openai");
  const before = generationOf(id);
  const { looked } = await app.run("jobs.refresh", {});
  expect(looked).toBe(1);
  expect(generationOf(id)).toBe(before);
  app = await app.reopen({ now: () => now + 60_000 });
  await app.run("jobs.refresh", {});
  expect(generationOf(id)).toBeGreaterThan(before ?? Infinity);
});

it("a fault in one job is written down, and does not end the following of all others", async () => {
  const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
  const job = { name: "practised", provider: "practice", model: "practice/echo", trainFile } as const;
  const { id: broken } = await app.query("jobs.create", job);
  const { id: sound } = await app.query("jobs.create", job);
  beside(({ write }) =>
    write((db) => {
      db.run("UPDATE jobs SET status = 'preparing'");
      db.run("UPDATE jobs SET config_json = '{' WHERE id = ?", broken);
    }),
  );
  app = await app.reopen({ followJobs: true });
  await expect.poll(() => statusOf(sound), { timeout: 20_000 }).toBe("completed");
  await app.app.close();
  expect(readFileSync(join(app.folder, "data/logs/tunewright.log"), "utf8")).toContain("JSON");
});
