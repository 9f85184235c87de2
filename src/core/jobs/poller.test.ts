import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestApp, simulated, type TestApp, trainingLines } from "../../../test/app.ts";
import { type Simulator, startSimulator } from "../../../test/simulator/simulator.ts";

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
