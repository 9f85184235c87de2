import { afterEach, beforeEach, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { openTunewright, type Tunewright } from "./harness.ts";
import { runInPalette } from "./keyboard.ts";

let tunewright: Tunewright;
let page: Page;

beforeEach(async () => {
  // One of the tests cuts the network.
  tunewright = await openTunewright({ expects: [/net::ERR_INTERNET_DISCONNECTED/] });
  page = tunewright.page;
});
afterEach(() => tunewright[Symbol.asyncDispose]());

it("lets the keyboard pass the rail with the first Tab", async () => {
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").innerText()).toBe("Skip to the section");
  await page.keyboard.press("Enter");
  await page.locator("main:focus").waitFor();
});

it.each([
  ["New job", "/jobs/new"],
  ["New training data", "/training-data/new"],
  ["New chat", "/chat/new"],
  ["Add a key", "/settings/keys/new"],
  ["Add a persona", "/settings/personas/new"],
  ["Go to Evaluations", "/evaluations"],
])("runs “%s” from wherever one is", async (typed, address) => {
  await runInPalette(page, typed);
  await expect.poll(() => page.url()).toMatch(new RegExp(`#${address}$`));
});

it("does not lose the focus between sections, and says where one is", async () => {
  await page.getByRole("main").focus();
  await page.keyboard.press("Control+3");
  await page.getByRole("heading", { name: "No jobs yet" }).waitFor();
  await page.locator("main:focus").waitFor();
  expect(await page.getByRole("status", { name: "Section" }).textContent()).toBe("Jobs");
  expect(await page.title()).toBe("Jobs · Tunewright");
});

it("searches the conversations of an opened database from anywhere", async () => {
  await runInPalette(page, "Open the sample database");
  await page.getByRole("heading", { name: "sample.db" }).first().waitFor();
  await page.keyboard.press("Control+4");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search and run anything" }).fill("garden");
  await page.getByRole("option", { name: /Search conversations for “garden”/ }).click();
  await expect.poll(() => page.getByLabel("Search the conversations").inputValue()).toBe("garden");
});

it("shows a section although the server went away before it was opened", async () => {
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true);
  await page.keyboard.press("Control+4");
  await page.getByRole("heading", { name: "New chat" }).waitFor();
  await page.getByText("The Tunewright server does not answer.").first().waitFor();
  await page.context().setOffline(false);
  await expect.poll(() => page.getByRole("contentinfo", { name: "Status" }).innerText()).toContain("Connected");
});
