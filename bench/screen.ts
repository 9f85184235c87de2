// The screen of the built product in Chromium: `node bench/screen.ts [conversations]`.
// What the numbers mean stands in README.md beside this file.
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser } from "../test/e2e/browser.ts";
import { generate } from "./generate.ts";
import { measureLoading } from "./loading.ts";
import { startProduct } from "./product.ts";
import { measureScrolling } from "./scrolling.ts";
import { measureStreaming, startProviders } from "./streaming.ts";

const sayLoad = (when: string) => console.log(`load of the machine ${when}: ${loadavg()[0]?.toFixed(1)}`);

const conversations = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), "tunewright-bench-"));
const database = join(folder, "conversations.db");
generate(database, { conversations, interleaved: false });
const { simulator, environment } = await startProviders();
const server = await startProduct(folder, environment);
const browser = await launchBrowser();
try {
  sayLoad("before");
  await measureLoading(browser, server);
  await measureStreaming(browser, server);
  await measureScrolling(browser, server, database, conversations);
  sayLoad("after");
} finally {
  await browser.close();
  await server.stop();
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
}
