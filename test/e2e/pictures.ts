import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** Takes a picture of what is shown, into the folder that TUNEWRIGHT_PICTURES names; without one, none is taken. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["TUNEWRIGHT_PICTURES"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
}
