import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { z } from "zod";
import { type Server, startServer } from "../test/e2e/server.ts";

const SIZE = { width: 1360, height: 850 };

const envelopeSchema = z.object({ ok: z.literal(true), data: z.unknown() });

/** The built product with folders of its own below `folder`. */
export function startProduct(folder: string, environment: Record<string, string>): Promise<Server> {
  const workingDirectory = join(folder, "work");
  mkdirSync(workingDirectory, { recursive: true });
  return startServer({ home: join(folder, "home"), workingDirectory, environment, port: 0 });
}

/** A browser that is signed in and has fetched nothing yet: its caches and its compiled code are its own. */
export async function coldContext(browser: Browser, server: Server): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: SIZE });
  const answer = await context.request.get(server.address);
  if (!answer.ok()) throw new Error(`signing in failed: ${answer.status()}`);
  return context;
}

/** The screen at an address such as `/chat`, once its frame is there. */
export async function openScreen(browser: Browser, server: Server, address: string): Promise<Page> {
  const context = await coldContext(browser, server);
  const page = await context.newPage();
  await page.goto(`${new URL(server.address).origin}/#${address}`);
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
  return page;
}

/** Calls a route as the page would, and returns its data. */
export async function callRoute<T>(page: Page, route: string, input: unknown, schema: z.ZodType<T>): Promise<T> {
  const body = JSON.stringify(JSON.stringify(input));
  const answer: unknown = await page.evaluate(`fetch("/api/call/${route}", {
    method: "POST", headers: { "content-type": "application/json" }, body: ${body} }).then((answer) => answer.json())`);
  const envelope = envelopeSchema.safeParse(answer);
  if (!envelope.success) throw new Error(`${route} failed: ${JSON.stringify(answer)}`);
  return schema.parse(envelope.data.data);
}
