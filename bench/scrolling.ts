import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import type { Server } from "../test/e2e/server.ts";
import { describeFrames, framesDuring } from "./frames.ts";
import { callRoute, openScreen } from "./product.ts";
import { median } from "./statistics.ts";

const ROUNDS = 7;
const PAGE = 100;
/** A notch of a wheel, and the flick of a pad that passes a hundred rows at once. */
const STEPS = { small: 120, large: 5_000 };
const SCROLL_MS = 5_000;
const STEP_MS = 16;
const WARM_UP_MS = 1_000;
/** After a reload the screen fetches what it may need later; only then it is at rest. */
const REST_MS = 2_000;

const openedSchema = z.object({ id: z.string() });

/** Resolves with the ms until a row in the middle of the list's window has its text. */
const untilRead = (act: string) => `new Promise((resolve) => {
  const begun = performance.now();
  ${act};
  const look = () => {
    const list = document.querySelector("[role=listbox]");
    const box = list === null ? null : list.getBoundingClientRect();
    const at = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const row = at && at.closest("[role=option]");
    if (row && row.innerText.trim() !== "") resolve(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;

async function wheel(page: Page, step: number, duration = SCROLL_MS): Promise<void> {
  await page.mouse.move(450, 500);
  const end = performance.now() + duration;
  while (performance.now() < end) {
    await page.mouse.wheel(0, step);
    await page.waitForTimeout(STEP_MS);
  }
}

/** A page as high as the list with nothing in it. */
async function openEmpty(browser: Browser, rows: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1360, height: 850 } });
  await page.setContent(`<div style="height: ${rows * 48}px"></div>`);
  return page;
}

/** The same page of the same list asked for without a screen. */
async function call(page: Page, sourceId: string, offset: number): Promise<number> {
  const begun = performance.now();
  const input = { source: { sourceId }, model: null, systemPromptName: null, limit: PAGE, offset };
  await callRoute(page, "conversations.list", input, z.unknown());
  return performance.now() - begun;
}

function describeTimes(name: string, ours: number[], peer: number[]): string {
  const [screen, bare] = [median(ours), median(peer)];
  const ratio = (screen / bare).toFixed(2);
  return `${name}: median ${screen.toFixed(0)} ms; the call alone ${bare.toFixed(0)} ms, ratio ${ratio}`;
}

async function measurePages(page: Page, sourceId: string, rows: number): Promise<void> {
  const first = { ours: Array<number>(), peer: Array<number>() };
  const middle = { ours: Array<number>(), peer: Array<number>() };
  const read = async (act: string) => z.number().parse(await page.evaluate(untilRead(act)));
  for (let round = 0; round < ROUNDS; round++) {
    await page.evaluate(`location.hash = "/settings/about"`);
    // What was read before must not be at hand.
    await page.reload();
    await page.getByText("Data folder").first().waitFor();
    await page.waitForTimeout(REST_MS);
    first.ours.push(await read(`location.hash = "/conversations/${sourceId}"`));
    first.peer.push(await call(page, sourceId, 0));
    const row = Math.floor(rows / 2) + round * 20 * PAGE;
    middle.ours.push(await read(`document.querySelector("[role=listbox]").scrollTop = ${row * 48}`));
    middle.peer.push(await call(page, sourceId, row + 10 * PAGE));
  }
  console.log(describeTimes("first page", first.ours, first.peer));
  console.log(describeTimes("a page in the middle", middle.ours, middle.peer));
}

/** Says how even the frames are while a long list scrolls, and how soon a page of it is there. */
export async function measureScrolling(
  browser: Browser,
  server: Server,
  database: string,
  rows: number,
): Promise<void> {
  const page = await openScreen(browser, server, "/conversations");
  const { id } = await callRoute(page, "files.open", { path: database }, openedSchema);
  await page.evaluate(`location.hash = "/conversations/${id}"`);
  // Warm: the file was counted, and its index is there.
  await page
    .getByRole("region", { name: "About this file" })
    .getByText(/messages/)
    .first()
    .waitFor({ timeout: 300_000 });
  await page.getByRole("option").first().waitFor({ timeout: 300_000 });
  await measurePages(page, id, rows);
  const empty = await openEmpty(browser, rows);
  await page.evaluate(`document.querySelector("[role=listbox]").scrollTop = 0`);
  for (const [name, step] of Object.entries(STEPS)) {
    await page.bringToFront();
    await wheel(page, step, WARM_UP_MS);
    const ours = await framesDuring(page, () => wheel(page, step));
    const passed: unknown = await page.evaluate(`document.querySelector("[role=listbox]").scrollTop / 48`);
    await empty.bringToFront();
    await wheel(empty, step, WARM_UP_MS);
    const peer = await framesDuring(empty, () => wheel(empty, step));
    console.log(`scrolling by ${name} steps, now at row ${Number(passed).toFixed(0)}: ${describeFrames(ours, peer)}`);
  }
}
