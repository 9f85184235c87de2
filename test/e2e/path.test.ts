import { expect, it } from "vitest";
import { openTunewright } from "./harness.ts";
import { runInPalette, tabTo } from "./keyboard.ts";

// The whole path without a pointer, with a reload in the middle: what cannot be reached by keys is lost to some.
it("leads from the sample to a chat with the tuned model, by keyboard alone", async () => {
  await using tunewright = await openTunewright();
  const { page } = tunewright;
  const button = (name: string | RegExp) => page.getByRole("button", { name }).first();

  await runInPalette(page, "Open the sample database");
  await page.getByRole("heading", { name: "60 conversations", exact: true }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("acid");
  await page.getByText("4 hits").waitFor();
  await tabTo(page, page.getByRole("listbox", { name: "Conversations" }));
  await page.keyboard.press("ArrowDown");
  await page.getByRole("article", { name: "User" }).first().waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("reader");

  await tabTo(page, button("About this file"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("region", { name: "About this file" }).getByText("Use as training data"));
  await page.keyboard.press("Enter");
  await button("Included 58").waitFor();
  await page.reload();
  await button("Included 58").waitFor();
  await tabTo(page, page.getByRole("textbox", { name: "Name of the files" }));
  await page.keyboard.type("keyboard");
  await tabTo(page, button("Write 2 files"));
  await page.keyboard.press("Enter");
  await page.getByText("OpenAI would take it").waitFor();

  await tabTo(page, page.getByText("New job with it"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "Name", exact: true }));
  await page.keyboard.type("by keyboard");
  await tabTo(page, button("Create job"));
  await page.keyboard.press("Enter");
  await tabTo(page, button(/^Run job/));
  await page.keyboard.press("Enter");
  const confirm = page.getByRole("dialog").getByRole("button", { name: /^Run job/ });
  await page.getByRole("dialog").getByText("free: a rehearsal").waitFor();
  await tabTo(page, confirm);
  await page.keyboard.press("Enter");
  await page.getByText("Completed").first().waitFor();

  await tabTo(page, page.getByText("Test in chat"));
  await page.keyboard.press("Enter");
  await tabTo(page, button("Put its base beside it"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "Write to both" }));
  await page.keyboard.type("May I pipette by mouth?");
  await page.keyboard.press("Enter");
  await page.getByText("never, not even water").first().waitFor();
  await expect.poll(() => page.getByText(/to first token .* in all/).count()).toBe(2);
});
