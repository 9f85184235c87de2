import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ROOT } from "../cli/command-line.ts";
import { expectAccessible } from "./accessible.ts";
import { openTunewright, type Tunewright } from "./harness.ts";

const SAMPLE = join(ROOT, "resources/sample.db");
const LONG = "long/one #1?";
const MESSAGES = 5_000;

/** A database of many short conversations, newest last, and above them a long one with an id that addresses stumble on. */
function buildDatabase(path: string, conversations: number): void {
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE conversations (id TEXT PRIMARY KEY, created_at TEXT, name TEXT, model TEXT);
    CREATE TABLE messages (conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT); BEGIN`);
  const head = database.prepare("INSERT INTO conversations VALUES (?, ?, NULL, 'm')");
  const row = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?)");
  for (let at = 0; at < conversations; at++) {
    const id = `c${String(at).padStart(4, "0")}`;
    head.run(id, new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString());
    row.run(id, 0, "user", `Question ${at}`);
    row.run(id, 1, "assistant", `Answer ${at}`);
  }
  head.run(LONG, "2026-03-01T00:00:00");
  for (let at = 0; at < MESSAGES; at++) {
    const text = at === 4_321 ? "Here stands the pomegranate." : `Message ${at}. ${"And so on. ".repeat(at % 40)}`;
    row.run(LONG, at, at % 2 === 0 ? "user" : "assistant", text);
  }
  database.exec("COMMIT");
  database.close();
}

async function openFile({ call, go }: Tunewright, path: string): Promise<string> {
  const { id } = (await call("files.open", { path })) as { id: string };
  await go(`/conversations/${id}`);
  return id;
}

const read = (page: Page, text: string) => page.getByRole("article").getByText(text, { exact: true }).waitFor();
const table = (page: Page) => page.getByRole("listbox", { name: "Conversations" });

describe("the reader", () => {
  it("leads to what was searched for far down in a long conversation, and holds only what is in sight", async () => {
    await using tunewright = await openTunewright();
    const { page, folder, go } = tunewright;
    buildDatabase(join(folder, "many.db"), 3);
    const source = await openFile(tunewright, join(folder, "many.db"));
    await go(`/conversations/${source}/${encodeURIComponent(LONG)}`);
    await page.getByText("5,000 messages").last().waitFor();
    expect(await page.getByRole("article").count()).toBeLessThan(60);
    await page.keyboard.press("/");
    await page.keyboard.type("POMEGRANATE");
    await page.getByText("1 hit").waitFor();
    await expect.poll(() => page.locator("#reader mark").first().textContent()).toBe("pomegranate");
    await expect.poll(() => isInSight(page, "#reader mark")).toBe(true);
    expect(await page.getByRole("article").count()).toBeLessThan(60);
    await expectAccessible(page, "a long conversation");
  });

  it("goes on to the neighbours by J and K, across pages that are not there yet, and where it was after a reload", async () => {
    await using tunewright = await openTunewright();
    const { page, folder } = tunewright;
    buildDatabase(join(folder, "many.db"), 450);
    await openFile(tunewright, join(folder, "many.db"));
    await page.getByText("451 conversations").first().waitFor();
    await table(page).focus();
    await page.keyboard.press("End");
    await read(page, "Answer 0");
    await page.keyboard.press("k");
    await read(page, "Answer 1");
    await page.reload();
    await read(page, "Answer 1");
    await page.getByRole("option", { selected: true, name: /Question 1/ }).waitFor();
    await page.keyboard.press("j");
    await read(page, "Answer 0");
    const next = page.getByRole("button", { name: "Next conversation" });
    await expect.poll(() => next.getAttribute("aria-disabled")).toBe("true");
    await page.setViewportSize({ width: 390, height: 800 });
    await page.keyboard.press("k");
    await read(page, "Answer 1");
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page
      .getByRole("option", { name: /Question 1/ })
      .first()
      .waitFor();
  });

  it("saves a conversation under the name that was typed", async () => {
    await using tunewright = await openTunewright();
    const { page } = tunewright;
    await openFile(tunewright, SAMPLE);
    await page.getByRole("option").first().click();
    await page.getByRole("article", { name: "Assistant" }).first().waitFor();
    await page.getByRole("button", { name: "Export this conversation" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("für mich.json");
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download", exact: true }).click();
    expect((await downloading).suggestedFilename()).toBe("für mich.json");
  });
});

describe("a file", () => {
  it("is not counted again because another one was opened, and is when it was written meanwhile", async () => {
    await using tunewright = await openTunewright();
    const { page, folder, call } = tunewright;
    const path = join(folder, "mine.db");
    buildDatabase(path, 3);
    copyFileSync(SAMPLE, join(folder, "other.db"));
    const source = await openFile(tunewright, path);
    await page.getByRole("heading", { name: "4 conversations", exact: true }).waitFor();
    const counted: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/api/call/conversations.inspect")) counted.push(request.postData() ?? "");
    });
    await call("files.open", { path: join(folder, "other.db") });
    await page
      .getByRole("link", { name: /other\.db/ })
      .getByText("60 conversations")
      .waitFor();
    expect(counted.filter((input) => input.includes(source))).toEqual([]);

    const database = new DatabaseSync(path);
    database.exec("INSERT INTO conversations VALUES ('late', '2026-04-01', 'Written late', 'm')");
    database.exec("INSERT INTO messages VALUES ('late', 0, 'user', 'Am I here?')");
    database.close();
    await page.getByRole("button", { name: "Read again" }).click();
    await page.getByRole("heading", { name: "5 conversations", exact: true }).waitFor();
    await page.getByRole("option", { name: /Written late/ }).waitFor();
  });

  it("of training data is no failure, and begins a job that trains on it", async () => {
    await using tunewright = await openTunewright();
    const { page, folder } = tunewright;
    const example = {
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Yes?" },
      ],
    };
    writeFileSync(join(folder, "mine.jsonl"), `${JSON.stringify(example)}\n`.repeat(12));
    await openFile(tunewright, join(folder, "mine.jsonl"));
    await page.getByRole("heading", { name: "12 training examples" }).waitFor();
    await page.getByText("No conversations here").waitFor();
    expect(await page.getByText("no SQLite database").count()).toBe(0);
    await expectAccessible(page, "a training file");
    await page.getByText("New job with it").click();
    await expect
      .poll(() => page.getByRole("combobox", { name: "Training data", exact: true }).textContent())
      .toContain("mine.jsonl");
  });

  it("that goes while it is read says so beside what was shown, and in its row", async () => {
    await using tunewright = await openTunewright();
    const { page, folder } = tunewright;
    const path = join(folder, "mine.db");
    copyFileSync(SAMPLE, path);
    await openFile(tunewright, path);
    await page.getByText("60 conversations").first().waitFor();
    rmSync(path);
    await page.getByRole("button", { name: "Read again" }).click();
    await page
      .getByRole("link", { name: /mine\.db/ })
      .getByText("not there any more")
      .waitFor();
    await page
      .getByRole("region", { name: "About this file" })
      .getByText(/There is no file|not there/)
      .first()
      .waitFor();
    await expectAccessible(page, "a file that is gone");
  });
});

function isInSight(page: Page, selector: string): Promise<boolean> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    });
}
