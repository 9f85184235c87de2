import { once } from "node:events";
import { createServer } from "node:http";
import type { Browser, BrowserContext } from "playwright-core";
import { z } from "zod";
import type { Server } from "../test/e2e/server.ts";
import { coldContext } from "./product.ts";
import { median } from "./statistics.ts";

const ROUNDS = 7;
const KINDS = ["document", "script", "style", "font", "calls", "other"] as const;
type Kind = (typeof KINDS)[number];

const loadSchema = z.object({
  interactive: z.number(),
  entries: z.array(z.object({ path: z.string(), transferred: z.number(), encoded: z.number(), decoded: z.number() })),
});
type Load = z.infer<typeof loadSchema>;

/** Resolves with the moment of a mark, and what had come by then. */
const loadedBy = (mark: string) => `new Promise((resolve) => {
  const take = (interactive) => {
    const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const entries = all.filter((entry) => entry.responseEnd > 0 && entry.responseEnd <= interactive).map((entry) => ({
      path: entry.entryType === "navigation" ? "" : new URL(entry.name).pathname,
      transferred: entry.transferSize, encoded: entry.encodedBodySize, decoded: entry.decodedBodySize }));
    resolve({ interactive, entries });
  };
  new PerformanceObserver((list) => {
    const [found] = list.getEntriesByName(${JSON.stringify(mark)});
    if (found !== undefined) take(found.startTime);
  }).observe({ type: "mark", buffered: true });
})`;

function kindOf(path: string): Kind {
  if (path === "") return "document";
  if (path.startsWith("/api/")) return "calls";
  if (path.endsWith(".js")) return "script";
  if (path.endsWith(".css")) return "style";
  return path.endsWith(".woff2") ? "font" : "other";
}

async function load(context: BrowserContext, address: string, mark: string): Promise<Load> {
  const page = await context.newPage();
  await page.goto(address);
  const loaded = loadSchema.parse(await page.evaluate(loadedBy(mark)));
  await context.close();
  return loaded;
}

/** The least a page can be: one script that says it is there. */
async function startBarePage() {
  const server = createServer((request, response) => {
    const isScript = request.url === "/script.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript ? `performance.mark("bare")` : `<!doctype html><title>Bare</title><script src="/script.js"></script>`,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the bare page has no port");
  return {
    address: `http://127.0.0.1:${address.port}/`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function describeSizes({ entries }: Load): string {
  const kb = (bytes: number) => (bytes / 1000).toFixed(1);
  const lines = [...KINDS, "all"].map((kind) => {
    const of = entries.filter(({ path }) => kind === "all" || kindOf(path) === kind);
    const sum = (size: "transferred" | "encoded" | "decoded") => kb(of.reduce((total, one) => total + one[size], 0));
    const [transferred, encoded, decoded] = [sum("transferred"), sum("encoded"), sum("decoded")];
    return `  ${kind}: ${of.length}, ${transferred} kB transferred, ${encoded} kB encoded, ${decoded} kB decoded`;
  });
  return lines.join("\n");
}

/** Says how soon the screen can be used in a browser that knows nothing of it, and what was loaded by then. */
export async function measureLoading(browser: Browser, server: Server): Promise<void> {
  const bare = await startBarePage();
  const { origin } = new URL(server.address);
  const both = async () => ({
    ours: await load(await coldContext(browser, server), `${origin}/`, "tunewright:interactive"),
    peer: await load(await browser.newContext(), bare.address, "bare"),
  });
  // The server compresses at the first wish, and the browser starts its processes.
  await both();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await both());
  bare.stop();
  const ours = rounds.map((round) => round.ours.interactive);
  const peer = rounds.map((round) => round.peer.interactive);
  const all = ours.map((time) => time.toFixed(0)).join(" ");
  console.log(
    `interactive: median ${median(ours).toFixed(0)} ms of ${all} (goal 1000); bare page ${median(peer).toFixed(0)} ms, ` +
      `ratio ${(median(ours) / median(peer)).toFixed(1)}`,
  );
  const last = rounds.at(-1);
  if (last !== undefined) console.log(`loaded by then:\n${describeSizes(last.ours)}`);
}
