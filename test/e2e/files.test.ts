import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../cli/command-line.ts";
import { expectAccessible } from "./accessible.ts";
import { openTunewright } from "./harness.ts";

const SAMPLE = join(ROOT, "resources/sample.db");

/** A folder of the person's own machine, which the server does not know. */
let ownFolder: string;
beforeEach(() => {
  ownFolder = mkdtempSync(join(tmpdir(), "tunewright-own-"));
});
afterEach(() => rmSync(ownFolder, { recursive: true, force: true }));

describe("the picker", () => {
  it("opens a file of the server by a path that completes itself, and offers it again", async () => {
    await using tunewright = await openTunewright();
    const { page, folder } = tunewright;
    mkdirSync(join(folder, "runs", "may"), { recursive: true });
    copyFileSync(SAMPLE, join(folder, "runs", "may", "conversations.db"));
    writeFileSync(join(folder, "runs", "may", "notes.txt"), "not a database");
    await page.keyboard.press("ControlOrMeta+o");
    const path = page.getByRole("textbox", { name: "Path" });
    await expect.poll(() => path.inputValue()).toBe(`${folder}/`);
    await page.getByRole("option", { name: /runs/ }).waitFor();
    await path.press("End");
    await page.keyboard.type("ru");
    await page.keyboard.press("Tab");
    await expect.poll(() => path.inputValue()).toBe(`${folder}/runs/`);
    await page.getByRole("option", { name: /may/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /notes\.txt/ }).waitFor();
    await expectAccessible(page, "the picker");
    await page.keyboard.type("conv");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "60 conversations", exact: true }).waitFor();
    await page.keyboard.press("ControlOrMeta+o");
    await page.getByRole("region", { name: "Opened before" }).getByText("conversations.db").waitFor();
  });

  it("says beside its list why a folder or a file cannot be had, and keeps what was typed", async () => {
    await using tunewright = await openTunewright();
    const { page } = tunewright;
    await page.keyboard.press("ControlOrMeta+o");
    const path = page.getByRole("textbox", { name: "Path" });
    await path.fill("/nowhere/at/all/");
    await page.getByRole("dialog").getByText("There is no folder /nowhere/at/all").waitFor();
    expect(await path.inputValue()).toBe("/nowhere/at/all/");
  });
});

describe("a file of the person's own machine", () => {
  it("is uploaded by choosing it, its size said first, and read where the server runs", async () => {
    const own = join(ownFolder, "mine.db");
    copyFileSync(SAMPLE, own);
    await using tunewright = await openTunewright();
    const { page, home } = tunewright;
    await page.keyboard.press("ControlOrMeta+o");
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Upload from this computer" }).click();
    await (await chooser).setFiles(own);
    await page.getByRole("dialog").getByText("A file may have up to").waitFor();
    await expectAccessible(page, "the offer to upload");
    await page.getByRole("button", { name: "Upload 86 kB" }).click();
    await page.getByRole("heading", { name: "60 conversations", exact: true }).waitFor();
    const [upload = ""] = readdirSync(join(home, "uploads"));
    expect(readFileSync(join(home, "uploads", upload, "mine.db")).equals(readFileSync(own))).toBe(true);
  });

  it("is uploaded by dropping it anywhere", async () => {
    await using tunewright = await openTunewright();
    const { page } = tunewright;
    await tunewright.go("/jobs");
    await page.getByText("No jobs yet").waitFor();
    const content = readFileSync(SAMPLE).toString("base64");
    await page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], "dropped.db"));
      for (const type of ["dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    }, content);
    await page.getByRole("button", { name: "Upload 86 kB" }).click();
    await page.getByRole("heading", { name: "60 conversations", exact: true }).waitFor();
    await page.getByRole("link", { name: /dropped\.db/ }).waitFor();
  });
});

describe("several files", () => {
  it("are each uploaded once, although one was cut off and begun again", async () => {
    await using tunewright = await openTunewright({ expects: [/ERR_FAILED/] });
    const { page, home } = tunewright;
    const files = ["first.db", "second.db"].map((name) => join(ownFolder, name));
    for (const file of files) copyFileSync(SAMPLE, file);
    await page.route("**/api/upload?name=second.db", (route) => route.abort(), { times: 1 });
    await page.keyboard.press("ControlOrMeta+o");
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Upload from this computer" }).click();
    await (await chooser).setFiles(files);
    await page.getByRole("button", { name: "Upload 172 kB" }).click();
    await page.getByText("The upload of second.db was cut off").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "60 conversations", exact: true }).waitFor();
    const names = readdirSync(join(home, "uploads")).flatMap((folder) => readdirSync(join(home, "uploads", folder)));
    expect(names.toSorted()).toEqual(["first.db", "second.db"]);
  });
});

describe("a conversation", () => {
  it("is taken out by download and by writing it on the server, the same both times, and replaces nothing unasked", async () => {
    await using tunewright = await openTunewright();
    const { page, folder } = tunewright;
    writeFileSync(join(folder, "taken.json"), "mine");
    await page.getByRole("button", { name: "Open the sample database" }).click();
    await page.getByRole("option").first().click();
    await page.getByRole("article", { name: "Assistant" }).waitFor();
    const exportIt = async () => page.getByRole("button", { name: "Export this conversation" }).click();

    await exportIt();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download", exact: true }).click();
    const downloaded = join(ownFolder, "downloaded.json");
    await (await downloading).saveAs(downloaded);

    await exportIt();
    await page.getByRole("button", { name: "Write on the server" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("taken.json");
    await page.getByRole("option", { name: /taken\.json/ }).waitFor();
    await page.getByRole("button", { name: "Write the file" }).click();
    await page.getByText("There already is a file").waitFor();
    expect(readFileSync(join(folder, "taken.json"), "utf8")).toBe("mine");
    await page.getByRole("button", { name: "Replace it" }).click();
    await page.getByText(`Written to ${join(folder, "taken.json")}`).waitFor();
    expect(readFileSync(join(folder, "taken.json"), "utf8")).toBe(readFileSync(downloaded, "utf8"));
  });
});

describe("the library", () => {
  it("says of each file what is wrong with it, and lets one be taken off the list and back", async () => {
    await using tunewright = await openTunewright();
    const { page, folder, call } = tunewright;
    writeFileSync(join(folder, "empty.db"), "");
    writeFileSync(join(folder, "letter.db"), "Dear all,\nthis is no database.\n");
    copyFileSync(SAMPLE, join(folder, "good.db"));
    copyFileSync(SAMPLE, join(folder, "gone.db"));
    for (const name of ["empty.db", "letter.db", "gone.db", "good.db"])
      await call("files.open", { path: join(folder, name) });
    rmSync(join(folder, "gone.db"));
    await page.reload();
    const row = (name: string) => page.getByRole("listitem").filter({ hasText: name });
    await row("good.db").getByText("60 conversations").waitFor();
    await row("empty.db").getByText("is empty").waitFor();
    await row("letter.db").getByText("is a text file").waitFor();
    await row("gone.db").getByText("not there any more").waitFor();
    await expectAccessible(page, "a library with broken files");

    await row("letter.db").hover();
    await page.getByRole("button", { name: "More for letter.db" }).click();
    await page.getByRole("menuitem", { name: "Take off the list" }).click();
    await expect.poll(() => row("letter.db").count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await row("letter.db").waitFor();
  });

  it("finds what is searched for and what its facets say, and forgets neither by a reload", async () => {
    await using tunewright = await openTunewright();
    const { page } = tunewright;
    await page.getByRole("button", { name: "Open the sample database" }).click();
    await page.getByText("60 conversations").first().waitFor();
    await page.getByRole("combobox", { name: "System prompt" }).click();
    await page.getByRole("option", { name: /Alder.*17 conversations/ }).click();
    await page.getByText("17 hits").waitFor();
    await page.getByRole("searchbox", { name: "Search the conversations" }).fill("oak");
    await expect
      .poll(() =>
        page
          .getByText(/\d+ hits?/)
          .first()
          .textContent(),
      )
      .not.toContain("17");
    const hits = await page
      .getByText(/\d+ hits?/)
      .first()
      .textContent();
    await page.reload();
    await page
      .getByText(hits ?? "")
      .first()
      .waitFor();
    await page.getByRole("option").first().click();
    await page.locator("mark").first().waitFor();
    await page.getByRole("button", { name: "Clear the search" }).click();
    await page.getByText("17 hits").waitFor();
  });
});
