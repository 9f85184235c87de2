import type { Locator, Page } from "playwright-core";

/** Presses Tab until the element has the focus; a person without a pointer gets there the same way. */
export async function tabTo(page: Page, target: Locator, most = 200): Promise<void> {
  await target.waitFor();
  for (let pressed = 0; pressed < most; pressed++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(target)} was not reached with ${most} presses of Tab`);
}

/** Runs what the palette finds first for these words, once it is what Enter would run. */
export async function runInPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type(words);
  await page.getByRole("option", { name: words, selected: true }).waitFor();
  await page.keyboard.press("Enter");
}
