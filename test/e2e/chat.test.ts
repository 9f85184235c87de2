import { afterEach, beforeEach, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { expectAccessible } from "./accessible.ts";
import { HOSTILE_TEXTS } from "../fixtures/hostile-texts.ts";
import { openTunewright, type Tunewright } from "./harness.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { simulated } from "../simulator/environment.ts";

const OPENAI = "gpt-4o-mini-2024-07-18";
const TOGETHER = "openai/gpt-oss-20b";

/** A process is started first, on a machine that may be busy. */
const PATIENT = { timeout: 20_000 };

/** Words that say their own place, so that one lost or said twice shows. */
const COUNTED = Array.from({ length: 120 }, (_, at) => `word${at}`).join(" ");

/** Everything that texts have tried, in one reply that ends with a plain line. */
const HOSTILE = [...HOSTILE_TEXTS, "The end of it."].join("\n\n");

let simulator: Simulator;
let tunewright: Tunewright;
let page: Page;

beforeEach(async () => {
  simulator = await startSimulator();
  // One of the tests kills the server while the page listens to it.
  tunewright = await openTunewright({
    environment: simulated(simulator),
    expects: [
      /ERR_CONNECTION_REFUSED/,
      /ERR_INCOMPLETE_CHUNKED_ENCODING/,
      /ERR_CONNECTION_RESET/,
      /ERR_EMPTY_RESPONSE/,
    ],
  });
  page = tunewright.page;
});
afterEach(async () => {
  await tunewright[Symbol.asyncDispose]();
  await simulator.stop();
});

const composer = () => page.getByRole("textbox", { name: /^Write (a message|to both)$/ });
const pane = (model: string) => page.getByRole("region", { name: `Conversation with ${model}` });
const chats = () => page.getByRole("list", { name: "Chats" }).getByRole("listitem");

/** Makes a chat with these models and opens it. */
async function openChat(...models: string[]): Promise<string> {
  const panes = models.map((model) => ({ model, systemPrompt: null, persona: null }));
  const chat = (await tunewright.call("chat.create", { panes })) as { id: string };
  await tunewright.go(`/chat/${chat.id}`);
  await pane(models[0] ?? "").waitFor();
  return chat.id;
}

async function say(text: string): Promise<void> {
  await composer().fill(text);
  await page.keyboard.press("Enter");
}

/** The messages that a provider was last sent. */
function lastSent(): unknown {
  return simulator.requests.findLast(({ path }) => path === "/v1/chat/completions")?.body;
}

/** What the model's last article says. */
const lastReply = (model: string) => pane(model).getByRole("article").last();

function slowly(): void {
  simulator.state.piecesPerSecond = 25;
  simulator.state.reply = () => COUNTED;
}

it("stops a reply with Escape, keeps what came apart from the conversation, and tries again", async () => {
  await openChat(OPENAI);
  slowly();
  await say("Count.");
  await lastReply(OPENAI).getByText("word3").waitFor();
  await page.keyboard.press("Escape");
  await pane(OPENAI).getByText("You stopped this reply").waitFor();
  await lastReply(OPENAI).getByText("word3").waitFor();
  expect(await lastReply(OPENAI).innerText()).not.toContain("word119");
  await expectAccessible(page, "a stopped reply");
  await say("And now?");
  await expect.poll(lastSent, PATIENT).toMatchObject({ messages: [{ role: "user", content: "And now?" }] });
  await pane(OPENAI).getByText("You stopped this reply").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  simulator.state.piecesPerSecond = null;
  await pane(OPENAI).getByRole("button", { name: "Try again" }).click();
  await lastReply(OPENAI).getByText("word119").waitFor();
  expect(await pane(OPENAI).getByText("And now?").count()).toBe(1);
});

it("joins a reply that is running after a reload, without a lost or doubled word", async () => {
  await openChat(OPENAI);
  slowly();
  await say("Count.");
  await lastReply(OPENAI).getByText("word5").waitFor();
  await page.reload();
  await lastReply(OPENAI).getByText("streaming").waitFor();
  await pane(OPENAI)
    .getByText(/in all/)
    .waitFor();
  expect((await lastReply(OPENAI).innerText()).match(/word\d+/g)?.join(" ")).toBe(COUNTED);
});

it("says of a reply that the server's end cut off that it was interrupted, and tries it again", async () => {
  await openChat(OPENAI);
  slowly();
  await say("Count.");
  await lastReply(OPENAI).getByText("word5").waitFor();
  await tunewright.restart();
  await tunewright.signIn();
  await chats().first().click();
  await pane(OPENAI).getByText("Tunewright ended before this reply was whole").waitFor();
  simulator.state.piecesPerSecond = null;
  await pane(OPENAI).getByRole("button", { name: "Try again" }).click();
  await lastReply(OPENAI).getByText("word119").waitFor();
  expect(await pane(OPENAI).getByText("Count.", { exact: true }).count()).toBe(1);
});

it("lets one pane go on where the other fails, and gives the provider's own words", async () => {
  await openChat(OPENAI, TOGETHER);
  slowly();
  const message = "The model is on fire.";
  simulator.fault({ kind: "error_in_stream", message, route: /chat/ });
  await say("Count.");
  await page.getByRole("alert").getByText(message).waitFor();
  const failed = (await pane(OPENAI).getByText(message).count()) === 1 ? OPENAI : TOGETHER;
  const other = failed === OPENAI ? TOGETHER : OPENAI;
  await pane(other)
    .getByText(/in all/)
    .waitFor();
  expect((await lastReply(other).innerText()).match(/word\d+/g)?.join(" ")).toBe(COUNTED);
  await expectAccessible(page, "a failed pane beside one that went on");
  await pane(failed).getByRole("button", { name: "Try again" }).click();
  await pane(failed)
    .getByText(/in all/)
    .waitFor();
  expect(await pane(other).getByText("Count.", { exact: true }).count()).toBe(1);
});

it("asks nobody else for anything, whatever a model replies", async () => {
  const asked: string[] = [];
  tunewright.context.on("request", (request) => asked.push(new URL(request.url()).origin));
  simulator.state.reply = () => HOSTILE;
  const own = new URL(page.url()).origin;
  await openChat(OPENAI);
  await say("Be bad.");
  await lastReply(OPENAI).getByText("The end of it.", { exact: true }).waitFor();
  await page.reload();
  await lastReply(OPENAI).getByText("The end of it.", { exact: true }).waitFor();
  await page.waitForLoadState("networkidle");
  expect([...new Set(asked)]).toEqual([own]);
  const links = await pane(OPENAI)
    .getByRole("link")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  for (const link of links) expect(link).toMatch(/^(https?:\/\/|mailto:|#)/);
  const loading = "script, img, iframe, object, embed, form, style, link, meta, base, video, audio";
  expect(await lastReply(OPENAI).locator(loading).count()).toBe(0);
});

it("renames a chat, and gives a deleted one back on Undo", async () => {
  await openChat(OPENAI);
  await say("How are you?");
  await pane(OPENAI)
    .getByText(/in all/)
    .waitFor();
  const more = page.getByRole("button", { name: /^More for “/ });
  await more.click();
  await page.getByRole("menuitem", { name: "Rename chat" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Courtesies");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Courtesies" }).waitFor();
  await page.getByRole("button", { name: "More for “Courtesies”" }).click();
  await page.getByRole("menuitem", { name: "Delete chat" }).click();
  await expect.poll(() => chats().count(), PATIENT).toBe(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await chats().getByText("Courtesies").click();
  await lastReply(OPENAI).getByText("A simulated reply to: How are you?").waitFor();
});

it("leads into the studio with exactly the conversations of this chat", async () => {
  // Both models reply differently: of two equal examples one would be left out.
  let replies = 0;
  simulator.state.reply = (question) => `Reply ${++replies} to: ${question}`;
  await openChat(OPENAI);
  await say("Not this one.");
  await pane(OPENAI)
    .getByText(/in all/)
    .waitFor();
  await openChat(OPENAI, TOGETHER);
  await say("This one.");
  await pane(TOGETHER)
    .getByText(/in all/)
    .waitFor();
  await pane(OPENAI)
    .getByText(/in all/)
    .waitFor();
  await page.getByRole("button", { name: "Use as training data" }).click();
  const examples = page.getByRole("list", { name: "Examples" }).getByRole("listitem");
  await expect.poll(() => examples.count(), PATIENT).toBe(2);
  expect(await page.getByText("Not this one.").count()).toBe(0);
  // Of a handful nothing is held back unless it is asked for; and here it cannot be: both examples open alike.
  const holding = page.getByRole("checkbox", { name: "Hold examples back for validation" });
  await holding.click();
  await page.getByText("Nothing can be held back", { exact: true }).waitFor();
  await holding.click();
  await page.getByText("2 training examples").waitFor();
  expect(await page.getByRole("button", { name: "Write the file" }).isEnabled()).toBe(true);
  await expect.poll(() => examples.getByText(/Reply \d to: This one\./).count(), PATIENT).toBe(2);
});

it("speaks with the persona that was chosen as the prompt", async () => {
  const wren = { name: "Wren", version: "2", systemPrompt: "You are Wren, calm and exact.", traits: [] };
  await tunewright.call("personas.add", { personas: [wren] });
  await tunewright.go(`/chat/new/${encodeURIComponent(OPENAI)}`);
  await page.getByRole("combobox", { name: "System prompt", exact: true }).click();
  await page.getByRole("option", { name: "Wren (2)" }).click();
  await say("Who are you?");
  await pane(OPENAI)
    .getByText(/in all/)
    .waitFor();
  expect(lastSent()).toMatchObject({
    model: OPENAI,
    messages: [
      { role: "system", content: wren.systemPrompt },
      { role: "user", content: "Who are you?" },
    ],
  });
});

it("keeps what is being written through a reload", async () => {
  await openChat(OPENAI);
  const saved = page.waitForResponse(
    (response) =>
      response.url().endsWith("/settings.set") && (response.request().postData() ?? "").includes("Half a thought"),
  );
  await composer().fill("Half a thought");
  await saved;
  await page.reload();
  await expect.poll(() => composer().inputValue(), PATIENT).toBe("Half a thought");
});

it("leaves a message that could not be accepted in the box, with the reason above it", async () => {
  const id = await openChat(OPENAI);
  await page.waitForLoadState("networkidle");
  await tunewright.call("chat.remove", { id });
  await say("Is anybody there?");
  await page.getByRole("alert").first().waitFor();
  // Whether the page still shows the chat or says that it is gone, the text is not lost.
  await expect.poll(() => composer().inputValue(), PATIENT).toBe("Is anybody there?");
});
