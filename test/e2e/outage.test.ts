import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../cli/command-line.ts";
import { simulated } from "../app.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { openTunewright, type Tunewright } from "./harness.ts";

/** What a browser says of requests that cannot go out, or that a new server does not know. */
const AWAY = [/Failed to load resource/, /ERR_/];

const open = (environment: Record<string, string> = {}) => openTunewright({ expects: AWAY, environment });

/** The server is gone and comes back under another token; the page says so, and the new address goes on from there. */
async function crash({ page, server, restart, signIn }: Tunewright): Promise<void> {
  await server().kill();
  await page.getByRole("alert").getByText("The Tunewright server does not answer.").first().waitFor();
  await restart();
  await page
    .getByText("The server was started anew and does not know this page any more.")
    .waitFor({ timeout: 30_000 });
  await signIn();
}

async function sourceId({ call }: Tunewright): Promise<string> {
  return ((await call("files.open", { path: join(ROOT, "resources/sample.db") })) as { id: string }).id;
}

async function prepareSample(tunewright: Tunewright): Promise<void> {
  await tunewright.go(`/training-data/new/${await sourceId(tunewright)}`);
  await tunewright.page.getByRole("button", { name: "Included 58" }).waitFor();
}

/** Writes training data of the sample, and sends a job with it as a user does. */
async function runJob(tunewright: Tunewright, base: { provider: string; model: string }): Promise<void> {
  const { page, go, call } = tunewright;
  await prepareSample(tunewright);
  await page.getByRole("button", { name: "Write 2 files" }).click();
  await page.getByText("OpenAI would take it").waitFor();
  const { datasets } = (await call("datasets.list", {})) as { datasets: { id: string }[] };
  const trainFile = { datasetId: datasets[0]?.id ?? "", role: "train" };
  const { id } = (await call("jobs.create", { ...base, name: "outage", trainFile })) as { id: string };
  await go(`/jobs/${id}`);
  await page.getByRole("button", { name: /^Run job/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Run job/ })
    .click();
}

describe("a cut network", () => {
  it("is said, keeps what was typed, and heals by itself", async () => {
    await using tunewright = await open();
    const { page, context, go } = tunewright;
    await go("/chat/new/practice%2Fecho");
    await page.getByRole("textbox", { name: "Write a message" }).fill("Hello");
    await page.keyboard.press("Enter");
    await page.getByText(/in all/).waitFor();
    await context.setOffline(true);
    const box = page.getByRole("textbox", { name: "Write a message" });
    await box.fill("Said into the void");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").first().waitFor();
    await expect.poll(() => box.inputValue()).toBe("Said into the void");
    await context.setOffline(false);
    await expect.poll(() => page.getByText("Connected").count(), { timeout: 20_000 }).toBe(1);
    await box.press("Enter");
    await expect.poll(() => page.getByText(/in all/).count(), { timeout: 20_000 }).toBe(2);
    await expect.poll(() => page.getByText("Said into the void").count()).toBeGreaterThan(0);
  });

  it("while a job runs loses nothing of it: its end is there when the network is", async () => {
    await using tunewright = await open();
    const { page, context } = tunewright;
    await runJob(tunewright, { provider: "practice", model: "practice/echo" });
    await page
      .getByText(/Running|Queued|Preparing/)
      .first()
      .waitFor();
    await context.setOffline(true);
    await page.getByText("Server not reached, trying again").waitFor({ timeout: 20_000 });
    await context.setOffline(false);
    await page.getByText("Completed").first().waitFor();
  });
});

describe("a killed server", () => {
  it("while a recipe is put together: the recipe is still there", async () => {
    await using tunewright = await open();
    const { page } = tunewright;
    await prepareSample(tunewright);
    await page.getByRole("checkbox", { name: /Hold examples back/ }).click();
    await page.getByRole("textbox", { name: "Name of the files" }).fill("after the crash");
    await page.getByRole("button", { name: "Write the file" }).waitFor();
    // A draft is saved a moment after its last change.
    await expect
      .poll(async () => JSON.stringify(await tunewright.call("settings.get", { names: ["draft.training-data"] })))
      .toContain("after the crash");
    await crash(tunewright);
    await page.getByRole("button", { name: "Write the file" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Name of the files" }).inputValue()).toBe("after the crash");
  });

  it("while a job runs: it comes to its end, and is paid for once", async () => {
    await using simulator = await disposableSimulator();
    await using tunewright = await open(simulated(simulator.provider));
    const { page } = tunewright;
    simulator.provider.state.advanceOnRetrieve = false;
    await runJob(tunewright, { provider: "openai", model: "gpt-4o-mini-2024-07-18" });
    await expect.poll(() => simulator.provider.jobs.length, { timeout: 20_000 }).toBe(1);
    await crash(tunewright);
    simulator.provider.state.advanceOnRetrieve = true;
    await page.getByText("Completed").first().waitFor({ timeout: 60_000 });
    expect(simulator.provider.jobs).toHaveLength(1);
  });
});

/** A provider of this test's own, gone with it. */
async function disposableSimulator() {
  const provider = await startSimulator();
  return { provider, [Symbol.asyncDispose]: () => provider.stop() };
}
