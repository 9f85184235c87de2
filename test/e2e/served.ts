import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Browser, chromium, type Page } from "playwright-core";

const MAIN = join(import.meta.dirname, "../../out/cli/main.js");
const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** The built product behind its server, in a folder of its own, and a browser that shows it. */
export interface Served extends AsyncDisposable {
  page: Page;
  address: string;
  write(name: string, text: string): string;
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error("the server has no standard output");
  for await (const line of createInterface(server.stdout)) return line;
  throw new Error("the server ended before it told its address");
}

async function end(server: ChildProcess, browser: Browser | undefined, folder: string): Promise<void> {
  await browser?.close();
  if (server.exitCode === null && server.kill()) await once(server, "exit");
  rmSync(folder, { recursive: true, force: true });
}

/** Starts both; disposing of it ends them and removes the folder. */
export async function serve(environment: Record<string, string> = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "tunewright-screen-"));
  const server = spawn(process.execPath, [MAIN, "serve", "--port", "0", "--no-open"], {
    cwd: folder,
    // Nothing of the person who runs the tests: neither keys nor keychain.
    env: { PATH: process.env["PATH"], HOME: folder, TUNEWRIGHT_HOME: join(folder, "data"), ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let browser: Browser | undefined;
  try {
    const address = await addressOf(server);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const page = await browser.newPage({ viewport: { width: 1360, height: 850 }, colorScheme: "light" });
    // Shorter than a test may take, so that what was waited for is named.
    page.setDefaultTimeout(8_000);
    await page.goto(address);
    await page.getByRole("navigation", { name: "Sections" }).waitFor();
    return {
      page,
      address,
      write(name, text) {
        const path = join(folder, name);
        writeFileSync(path, text);
        return path;
      },
      [Symbol.asyncDispose]: () => end(server, browser, folder),
    };
  } catch (error) {
    await end(server, browser, folder);
    throw error;
  }
}

/** Goes to an address of the screen as a link does. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(page.url().replace(/#.*$|$/, `#${address}`));
}

/** The setting of that name has been saved: for what a reload must bring back. */
export function whenSaved(page: Page, name: string): Promise<unknown> {
  return page.waitForResponse(
    (response) =>
      response.url().endsWith("/settings.set") && (response.request().postData() ?? "").includes(`"${name}"`),
  );
}
