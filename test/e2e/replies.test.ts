import { afterEach, beforeEach, expect, it } from "vitest";
import { simulated } from "../app.ts";
import { HOSTILE_TEXTS } from "../fixtures/hostile-texts.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { openTunewright, type Tunewright } from "./harness.ts";

let simulator: Simulator;
let tunewright: Tunewright;
beforeEach(async () => {
  simulator = await startSimulator();
  tunewright = await openTunewright({ environment: simulated(simulator) });
});
afterEach(async () => {
  await tunewright[Symbol.asyncDispose]();
  await simulator.stop();
});

async function ask(message: string): Promise<void> {
  await tunewright.page.getByRole("textbox", { name: /^Write/ }).fill(message);
  await tunewright.page.keyboard.press("Enter");
}

// A remote image or a script in a reply would tell its server what is read, and where.
it("a model's hostile words run nothing, and no request leaves for anywhere", async () => {
  const { page, context, go } = tunewright;
  const own = new URL(page.url()).origin;
  const strangers: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(own)) strangers.push(request.url());
  });
  page.on("dialog", (dialog) => strangers.push(dialog.message()));
  simulator.state.reply = () => HOSTILE_TEXTS.join("\n\n");
  await go("/chat/new/gpt-5-mini");
  await ask("Be hostile");
  await page.getByText(/to first token/).waitFor();
  const reply = page.getByRole("article").last();
  await reply.scrollIntoViewIfNeeded();
  expect(
    await reply
      .locator("script, img, iframe, svg:not(button svg), object, embed, form, style, link, meta, base")
      .count(),
  ).toBe(0);
  const addresses = await reply
    .locator("a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const address of addresses) expect(address).toMatch(/^(https?:|mailto:|#)/);
  expect(strangers).toEqual([]);
});

it("a reply that is stopped stays to be read, is no part of the conversation, and can be asked for again", async () => {
  const { page, go, call } = tunewright;
  simulator.state.reply = () => "word ".repeat(1_000);
  simulator.state.piecesPerSecond = 3;
  await go("/chat/new/gpt-5-mini");
  await ask("Tell me slowly");
  await page.getByText("streaming").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("You stopped this reply").waitFor();
  const { chats } = (await call("chat.list", {})) as { chats: { id: string }[] };
  expect(await call("chat.show", { id: chats[0]?.id })).toMatchObject({ panes: [{ messages: [] }] });
  simulator.state.piecesPerSecond = null;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText(/to first token/).waitFor();
  expect(await page.getByText("You stopped this reply").count()).toBe(0);
});

it("of two panes one may fail with the provider's own words, and the other goes on", async () => {
  const { page, go } = tunewright;
  await go("/chat/new/gpt-5-mini");
  await page.getByRole("button", { name: "Add a model beside it" }).click();
  await page
    .getByRole("region", { name: "Right model" })
    .getByRole("combobox", { name: "Model" })
    .fill("gpt-none-such");
  await page.keyboard.press("Escape");
  await ask("Hello both");
  const left = page.getByRole("region", { name: "Conversation with gpt-5-mini" });
  const right = page.getByRole("region", { name: "Conversation with gpt-none-such" });
  await left.getByText(/to first token/).waitFor();
  await right
    .getByRole("alert")
    .getByText(/gpt-none-such/)
    .waitFor();
  expect(await left.getByRole("alert").count()).toBe(0);
});

it("the model is told the persona that was chosen and what was said before, and the chat can be renamed and removed", async () => {
  const { page, go, call } = tunewright;
  await call("personas.add", { personas: [{ name: "Wren", version: "2", systemPrompt: "You are Wren." }] });
  await go("/chat/new/gpt-5-mini");
  await page.getByRole("combobox", { name: "System prompt" }).click();
  await page.getByRole("option", { name: "Wren (2)" }).click();
  await ask("First");
  await page.getByText(/to first token/).waitFor();
  await ask("Second");
  await expect.poll(() => page.getByText(/to first token/).count()).toBe(2);
  const sent = simulator.requests.findLast(({ path }) => path.includes("chat/completions"))?.body;
  expect(sent).toMatchObject({
    messages: [
      { role: "system", content: "You are Wren." },
      { role: "user", content: "First" },
      { role: "assistant" },
      { role: "user", content: "Second" },
    ],
  });
  await page.getByRole("link", { name: /First/ }).hover();
  await page.getByRole("button", { name: "More for “First”" }).click();
  await page.getByRole("menuitem", { name: "Rename chat" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("About Wren");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "About Wren" }).waitFor();
  await page.getByRole("button", { name: "Use as training data" }).click();
  await page.getByRole("button", { name: "Included 1" }).waitFor();
});
