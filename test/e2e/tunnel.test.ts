import { describe, expect, it } from "vitest";
import { openTunewright, type Tunewright } from "./harness.ts";
import { openTunnel, type Tunnel } from "./tunnel.ts";

/** What a browser says of requests that cannot go out. */
const AWAY = [/Failed to load resource/, /ERR_/];

/** The same product behind a tunnel, in a page that came through it. */
async function openThroughTunnel() {
  await using opened = new AsyncDisposableStack();
  const tunewright = opened.use(await openTunewright({ expects: AWAY }));
  const tunnel = opened.use(await openTunnel(tunewright.server().port));
  const address = new URL(tunewright.server().address);
  address.port = String(tunnel.port);
  await tunewright.page.goto(address.href);
  await tunewright.page.getByRole("navigation", { name: "Sections" }).waitFor();
  const closing = opened.move();
  return { ...tunewright, tunnel, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

type Tunnelled = Tunewright & { tunnel: Tunnel };

const messageBox = ({ page }: Tunnelled) => page.getByRole("textbox", { name: "Write a message" });

async function openChat(tunewright: Tunnelled): Promise<void> {
  await tunewright.go("/chat/new/practice%2Fecho");
  await messageBox(tunewright).fill("Hello");
  await messageBox(tunewright).press("Enter");
  await tunewright.page.getByText(/in all/).waitFor();
}

/** Whether the page says that it is connected. */
const isConnected = ({ page }: Tunnelled) => page.getByText("Connected", { exact: true }).isVisible();

describe("through a tunnel", () => {
  it("that is cut and comes back, a page says so, goes on by itself, and keeps what was typed", async () => {
    await using tunewright = await openThroughTunnel();
    const { page, tunnel } = tunewright;
    await openChat(tunewright);
    tunnel.cut();
    await page.getByRole("alert").getByText("The Tunewright server does not answer.").first().waitFor();
    await messageBox(tunewright).fill("Typed in the dark");
    tunnel.restore();
    await expect.poll(() => isConnected(tunewright), { timeout: 30_000 }).toBe(true);
    expect(await messageBox(tunewright).inputValue()).toBe("Typed in the dark");
    await messageBox(tunewright).press("Enter");
    await expect.poll(() => page.getByText(/in all/).count(), { timeout: 30_000 }).toBe(2);
  });

  it("that goes silent without closing, a page does not call itself connected for ever", async () => {
    await using tunewright = await openThroughTunnel();
    const { page, tunnel } = tunewright;
    await openChat(tunewright);
    tunnel.stall();
    await messageBox(tunewright).fill("Sent into silence");
    await messageBox(tunewright).press("Enter");
    await page.getByText("Server not reached, trying again").waitFor({ timeout: 60_000 });
    await expect.poll(() => messageBox(tunewright).inputValue()).toBe("Sent into silence");
    tunnel.restore();
    await expect.poll(() => isConnected(tunewright), { timeout: 60_000 }).toBe(true);
    await messageBox(tunewright).press("Enter");
    await expect.poll(() => page.getByText(/in all/).count(), { timeout: 30_000 }).toBe(2);
  });

  it("that is slow, a page waits and is not told that the server is away", async () => {
    await using tunewright = await openThroughTunnel();
    const { page, tunnel } = tunewright;
    tunnel.delay(700);
    await openChat(tunewright);
    expect(await isConnected(tunewright)).toBe(true);
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});
