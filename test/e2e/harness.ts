import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { launchBrowser } from "./browser.ts";
import { type Server, startServer } from "./server.ts";

export interface TunewrightOptions {
  environment?: Record<string, string>;
  size?: { width: number; height: number };
  colorScheme?: "light" | "dark";
  /** What the browser may complain of in this test, such as refused connections while the server is away. */
  expects?: RegExp[];
}

/** The built product behind a real browser, with folders of its own. */
export interface Tunewright extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The folder in which the server was started, for a test's files. */
  readonly folder: string;
  /** The data folder. */
  readonly home: string;
  server(): Server;
  /** Kills the server and starts another on the same port and data. */
  restart(): Promise<void>;
  /** Opens the printed address, and waits for the frame. */
  signIn(page?: Page): Promise<void>;
  /** Goes to an address of the screen, such as `/jobs`. */
  go(address: string): Promise<void>;
  /** Calls a route as the page would, and returns its data. */
  call(route: string, input: unknown): Promise<unknown>;
}

/** Complaints of the browser that no test is about. */
const HARMLESS = [/^Download the React DevTools/];

/** Starts the product and a browser that is signed in. What the page complains of fails the test when it ends. */
export async function openTunewright(options: TunewrightOptions = {}): Promise<Tunewright> {
  await using opened = new AsyncDisposableStack();
  const root = opened.adopt(mkdtempSync(join(tmpdir(), "tunewright-e2e-")), (folder) => {
    rmSync(folder, { recursive: true, force: true });
  });
  const folder = join(root, "work");
  const home = join(root, "home");
  mkdirSync(folder);
  const environment = { TUNEWRIGHT_PRACTICE_SECONDS: "3", ...options.environment };
  const start = (port: number) => startServer({ home, workingDirectory: folder, environment, port });
  let server = await start(0);
  opened.defer(() => server.stop());
  const browser = opened.adopt(await launchBrowser(), (launched) => launched.close());
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1360, height: 850 },
    colorScheme: options.colorScheme ?? "light",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const picture = keepLastSight(() => server.errors());
  const complaints = listen(context, [...HARMLESS, ...(options.expects ?? [])]);
  const tunewright: Tunewright = {
    page,
    context,
    folder,
    home,
    server: () => server,
    async restart() {
      await server.kill();
      server = await start(server.port);
    },
    async signIn(other = page) {
      await other.goto(server.address);
      await other.getByRole("navigation", { name: "Sections" }).waitFor();
    },
    async go(address) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, address);
    },
    async call(route, input) {
      const envelope = await page.evaluate(
        async ([name, body]): Promise<{ ok: boolean; data?: unknown; error?: unknown }> => {
          const headers = { "content-type": "application/json" };
          const response = await fetch(`/api/call/${String(name)}`, {
            method: "POST",
            headers,
            body: JSON.stringify(body),
          });
          return response.json();
        },
        [route, input],
      );
      if (!envelope.ok) throw new Error(`${route} failed: ${JSON.stringify(envelope.error)}`);
      return envelope.data;
    },
    async [Symbol.asyncDispose]() {
      await using _ = closing;
      if (!page.isClosed()) await page.screenshot({ path: picture });
      expect(complaints).toEqual([]);
    },
  };
  await tunewright.signIn();
  const closing = opened.move();
  return tunewright;
}

/** Gathers what the browser complains of: errors of scripts, of the console, and of the content security policy. */
function listen(context: BrowserContext, expected: readonly RegExp[]): string[] {
  const complaints: string[] = [];
  const note = (text: string) => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  context.on("weberror", (error) => note(error.error().message));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(message.text());
  });
  return complaints;
}

/** Where the last sight of a test is kept if it fails. */
function keepLastSight(errors: () => string): string {
  const picture = join(tmpdir(), `tunewright-e2e-${randomUUID()}.png`);
  onTestFinished(({ task }) => {
    if (task.result?.state === "pass") return rmSync(picture, { force: true });
    process.stderr.write(`${task.name}: its last sight is ${picture}; the server said:\n${errors()}\n`);
  });
  return picture;
}
