import type { Browser } from "playwright-core";
import { z } from "zod";
import { simulated } from "../test/simulator/environment.ts";
import type { Server } from "../test/e2e/server.ts";
import { type Simulator, startSimulator } from "../test/simulator/simulator.ts";
import { describeFrames, framesDuring } from "./frames.ts";
import { callRoute, openScreen } from "./product.ts";

const SECONDS = 20;
const TOKENS_PER_SECOND = 200;
/** The simulator takes so many characters for a token. */
const CHARACTERS_PER_TOKEN = 7;
const MODELS = ["gpt-4o-mini-2024-07-18", "gpt-4.1-mini-2025-04-14"];

const section = (n: number) => `## Part ${n}

A model writes **answers** about its own character, with _some_ care for [what was asked](https://example.org/${n}).

- first, the \`value\` of ${n}
- second, what follows from it
  1. and what does not

| name | value |
| ---- | ----- |
| part | ${n} |
| next | ${n + 1} |

\`\`\`ts
export const part${n} = (input: number): number => input * ${n};
\`\`\`

> Quoted, as models like to do.

`;

/** Markdown that streams for somewhat longer than is measured. */
function longReply(): string {
  let made = "";
  for (let n = 1; made.length < (SECONDS + 5) * TOKENS_PER_SECOND * CHARACTERS_PER_TOKEN; n++) made += section(n);
  return made;
}

/** The providers, answering at length. Their environment is the product's. */
export async function startProviders(): Promise<{ simulator: Simulator; environment: Record<string, string> }> {
  const simulator = await startSimulator({ piecesPerSecond: TOKENS_PER_SECOND });
  simulator.state.reply = longReply;
  return { simulator, environment: simulated(simulator) };
}

/** Says how even the frames are while one chat streams, and while two do. */
export async function measureStreaming(browser: Browser, server: Server): Promise<void> {
  for (const panes of [1, 2]) {
    const page = await openScreen(browser, server, "/chat");
    const choices = MODELS.slice(0, panes).map((model) => ({ model }));
    const { id } = await callRoute(page, "chat.create", { panes: choices }, z.object({ id: z.string() }));
    await page.evaluate(`location.hash = "/chat/${id}"`);
    const box = page.getByRole("textbox", { name: panes === 1 ? /^Write/ : "Write to both" });
    await box.fill("Tell me everything.");
    const ours = await framesDuring(page, async () => {
      await box.press("Enter");
      await page.waitForTimeout(SECONDS * 1000);
    });
    const shown = await page.locator("[role=log]").allInnerTexts();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.context().close();
    const empty = await browser.newPage();
    const peer = await framesDuring(empty, () => empty.waitForTimeout(SECONDS * 1000));
    await empty.close();
    const characters = shown.map((text) => text.length).join(" and ");
    console.log(
      `streaming in ${panes === 1 ? "one pane" : "two panes"}, ${characters} characters: ${describeFrames(ours, peer)}`,
    );
  }
}
