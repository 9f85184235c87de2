import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { simulated, trainingLines } from "../app.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { expectAccessible } from "./accessible.ts";
import { openTunewright, type Tunewright } from "./harness.ts";
import { tabTo } from "./keyboard.ts";

let simulator: Simulator;
let tunewright: Tunewright;
let page: Page;

beforeEach(async () => {
  simulator = await startSimulator();
  tunewright = await openTunewright({ environment: { ...simulated(simulator), TUNEWRIGHT_PRACTICE_SECONDS: "4" } });
  page = tunewright.page;
});
afterEach(async () => {
  await tunewright[Symbol.asyncDispose]();
  await simulator.stop();
});

/** Opens a training file as a person would have, and returns the id of its source. */
async function openLines(name: string, content: string): Promise<string> {
  const path = join(tunewright.folder, name);
  writeFileSync(path, content);
  const { id } = (await tunewright.call("files.open", { path })) as { id: string };
  return id;
}

async function createJob(name: string, provider: string, model: string, lines: string): Promise<void> {
  const sourceId = await openLines(`${name}.jsonl`, lines);
  const made = await tunewright.call("jobs.create", { name, provider, model, trainFile: { sourceId } });
  await tunewright.go(`/jobs/${(made as { id: string }).id}`);
  await page.getByRole("heading", { name }).waitFor();
}

const chip = (word: string | RegExp) => page.getByRole("article").getByText(word).first();

it("a job is typed, survives a reload, is run and leads to a chat with its model, by keyboard alone", async () => {
  await openLines("lines.jsonl", trainingLines(12));
  await tunewright.go("/jobs/new");
  await tabTo(page, page.getByLabel("Name", { exact: true }));
  await page.keyboard.type("by keyboard");
  await tabTo(page, page.getByRole("combobox", { name: "Training data" }));
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: /lines\.jsonl/ }).waitFor();
  await page.keyboard.press("End");
  const saved = page.waitForRequest(
    (request) => request.url().endsWith("/settings.set") && (request.postData() ?? "").includes('"train":"source:'),
  );
  await page.keyboard.press("Enter");
  await saved;
  await page.reload();
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("by keyboard");
  await page.getByRole("combobox", { name: "Training data" }).getByText("lines.jsonl").waitFor();
  await tabTo(page, page.getByRole("button", { name: "Create job" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "by keyboard" }).waitFor();
  await tabTo(page, page.getByRole("button", { name: "Run job" }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("free: a rehearsal, nothing is trained").waitFor();
  await expectAccessible(page, "the confirmation of a rehearsal");
  await tabTo(page, dialog.getByRole("button", { name: "Run job" }));
  await page.keyboard.press("Enter");
  await chip(/^Running/).waitFor();
  await page.getByRole("img", { name: /^Loss by step/ }).waitFor();
  await chip("Completed").waitFor();
  await expectAccessible(page, "a job that is complete");
  await tabTo(page, page.getByRole("button", { name: "Test in chat" }).or(page.getByText("Test in chat")));
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toContain(`#/chat/new/${encodeURIComponent("practice/echo-")}`);
});

it("what costs money names its sum before it is sent, and a budget below it keeps it here", async () => {
  await createJob("paid", "openai", "gpt-4o-mini-2024-07-18", trainingLines(12));
  await page.getByRole("button", { name: "Run job" }).click();
  const dialog = page.getByRole("dialog");
  const go = dialog.getByRole("button", { name: "Run job, under $0.01" });
  await go.waitFor();
  await dialog.getByText(/12 examples · ≈/).waitFor();
  await dialog.getByText(/6 January 2027/).waitFor();
  await dialog.getByLabel(/^Budget/).fill("0.000001");
  await go.click();
  await dialog.getByText(/The job was not sent/).waitFor();
  expect(simulator.jobs).toEqual([]);
  await dialog.getByLabel(/^Budget/).fill("");
  await go.click();
  await dialog.waitFor({ state: "detached" });
  // The dialog goes once the run has begun; the file is sent before the job.
  await expect.poll(() => simulator.jobs.length, { timeout: 20_000 }).toBe(1);
});

it("a file that the provider would refuse shows every fault with its line, and nothing leaves the machine", async () => {
  const broken = `${trainingLines(12)}not json\n`;
  await createJob("broken", "openai", "gpt-4o-mini-2024-07-18", broken);
  await page.getByRole("button", { name: "Run job" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("list", { name: "Findings" }).getByText("The line is not valid JSON.").waitFor();
  expect(await dialog.getByRole("button", { name: /^Run job/ }).isDisabled()).toBe(true);
  expect(simulator.requests).toEqual([]);
});

it("a job that runs is cancelled before it can be deleted, and a deletion can be undone", async () => {
  await createJob("to be ended", "practice", "practice/echo", trainingLines(12));
  await page.getByRole("button", { name: "Run job" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Run job" }).click();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel job" }).click();
  await chip("Cancelled").waitFor();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "No jobs yet" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("option", { name: /to be ended/ }).waitFor();
});

it("a setting out of its limits is refused beside its box, and the first of them is where one goes on", async () => {
  await tunewright.go("/jobs/new");
  await page.getByRole("button", { name: "Together AI" }).click();
  await page.getByLabel("Learning rate").fill("fast");
  await page.getByRole("button", { name: "Create job" }).click();
  await page.getByText("A name of 1 to 200 characters").waitFor();
  await page.getByText("A number above 0, such as 1e-5").waitFor();
  await expect
    .poll(() => page.getByLabel("Name", { exact: true }).evaluate((box) => box === document.activeElement))
    .toBe(true);
  await expectAccessible(page, "a form with errors");
});
