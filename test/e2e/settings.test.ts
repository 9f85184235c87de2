import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { simulated } from "../app.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { openTunewright, type Tunewright } from "./harness.ts";

let simulator: Simulator;
let tunewright: Tunewright;
let page: Page;

beforeEach(async () => {
  simulator = await startSimulator();
  const { OPENAI_BASE_URL, TOGETHER_BASE_URL } = simulated(simulator);
  tunewright = await openTunewright({
    environment: { OPENAI_BASE_URL: OPENAI_BASE_URL ?? "", TOGETHER_BASE_URL: TOGETHER_BASE_URL ?? "" },
    expects: [/net::ERR_FAILED/],
  });
  page = tunewright.page;
});
afterEach(async () => {
  await tunewright[Symbol.asyncDispose]();
  await simulator.stop();
});

const rows = (list: string) => page.getByRole("list", { name: list, exact: true }).getByRole("listitem");

function write(name: string, text: string): string {
  const path = join(tunewright.folder, name);
  writeFileSync(path, text);
  return path;
}

/** The setting of that name has been saved: for what a reload must bring back. */
function whenSaved(name: string): Promise<unknown> {
  return page.waitForResponse(
    (response) =>
      response.url().endsWith("/settings.set") && (response.request().postData() ?? "").includes(`"${name}"`),
  );
}

async function addKey(value: string): Promise<void> {
  await tunewright.go("/settings/keys/new");
  await page.getByLabel("Key", { exact: true }).fill(value);
  await page.getByRole("button", { name: "Keep key" }).click();
  await rows("Keys").first().waitFor();
}

it("keeps a key, tests it, and lets its value back out nowhere", async () => {
  const answers: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/api/call/")) answers.push(response.text().catch(() => ""));
  });
  await addKey(simulator.key);
  expect(await rows("Keys").innerText()).toContain(`…${simulator.key.slice(-4)}`);
  await page.getByRole("button", { name: "Test key" }).click();
  await page.getByText("The provider takes it").waitFor();
  await page.reload();
  await expect.poll(() => rows("Keys").innerText()).toMatch(/tested/);
  expect(await page.content()).not.toContain(simulator.key);
  for (const answer of await Promise.all(answers)) expect(answer).not.toContain(simulator.key);
});

it("says beside a wrong key what the provider said", async () => {
  await addKey("sk-wrong-0123456789abcdef");
  await page.getByRole("button", { name: "Test key" }).click();
  const alert = rows("Keys").getByRole("alert");
  await alert.waitFor();
  expect(await alert.innerText()).toContain("Incorrect API key provided.");
});

it("gives a removed key back on Undo, by keyboard alone, and is rid of it otherwise", async () => {
  await addKey(simulator.key);
  await page.getByRole("button", { name: "Remove key" }).press("Enter");
  await page.getByText("No keys yet").first().waitFor();
  await page.keyboard.press("F6");
  // The messages, this message, and what can be done about it.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").innerText()).toBe("Undo");
  await page.keyboard.press("Enter");
  await rows("Keys").first().waitFor();
  await page.getByRole("button", { name: "Remove key" }).click();
  await page.getByText("No keys yet").first().waitFor();
  // Nobody can undo it once the page is gone.
  await page.reload();
  await page.getByRole("heading", { name: "No keys yet" }).waitFor();
});

it("takes in personas of an old file, each once, and says what it leaves out", async () => {
  const wren = { name: "wren", version: 2, system_prompt: "You are Wren.", traits: ["calm"] };
  const old = { personas: [wren, { ...wren, system_prompt: "Another." }, { name: "", system_prompt: "Nameless." }] };
  await tunewright.go("/settings/personas");
  const chooser = page.getByLabel("File of personas");
  await chooser.setInputFiles(write("wrong.json", "[]"));
  await page.getByText("wrong.json is not a file of personas.").waitFor();
  await chooser.setInputFiles(write("system_prompts.json", JSON.stringify(old)));
  const found = rows("Personas in the file");
  await expect.poll(() => found.count()).toBe(3);
  expect(await found.nth(1).innerText()).toContain("twice in the file");
  expect(await found.nth(2).innerText()).toContain("no name or prompt");
  await page.getByRole("button", { name: "Import 1 persona" }).click();
  await expect.poll(() => rows("Personas").count()).toBe(1);
  expect(await rows("Personas").innerText()).toMatch(/wren\s+version 2[\s\S]*You are Wren\.[\s\S]*calm/);
});

it("keeps a persona that is being written through a reload, however long", async () => {
  await tunewright.go("/settings/personas/new");
  await page.getByLabel("Name").fill("Wren");
  const saved = whenSaved("draft.persona");
  // More than browsers let a request carry that is to outlive its page.
  const prompt = "You are Wren. ".repeat(6_000);
  await page.getByLabel("System prompt").fill(prompt);
  await saved;
  await page.reload();
  await expect.poll(() => page.getByLabel("System prompt").inputValue()).toBe(prompt);
  await page.getByRole("button", { name: "Save persona" }).click();
  await expect.poll(() => rows("Personas").count()).toBe(1);
});

it("paints the chosen theme before any script has run", async () => {
  await tunewright.go("/settings/appearance");
  const saved = whenSaved("appearance.theme");
  await page.getByRole("button", { name: "Dark" }).click();
  await saved;
  await page.route("**/*.js", (route) => route.abort());
  const html = await (await page.reload())?.text();
  expect(html).toContain('data-theme="dark"');
  const background = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  expect(background).toBe("rgb(19, 20, 22)");
});

it("obeys changed keys at once and after a reload, and says which command has them too", async () => {
  await tunewright.go("/settings/shortcuts");
  await page.getByRole("button", { name: /^Keys of “New job”/ }).click();
  await page.keyboard.press("Control+k");
  await page.getByText("“Search and run anything” has the same keys.").waitFor();
  await page.getByRole("button", { name: /^Keys of “New job”/ }).click();
  const saved = whenSaved("shortcuts");
  await page.keyboard.press("Alt+j");
  await saved;
  await page.reload();
  await page.getByRole("heading", { name: "Shortcuts" }).waitFor();
  await page.keyboard.press("Alt+j");
  await expect.poll(() => page.url()).toMatch(/#\/jobs\/new$/);
});
