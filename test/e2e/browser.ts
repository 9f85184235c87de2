import { type Browser, chromium } from "playwright-core";

const FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

/** Starts the Chromium that `npm test` has found. As root it cannot have its sandbox. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"];
  if (executablePath === undefined) throw new Error("CHROMIUM_PATH names no browser: run the suite with `npm test`.");
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: [...FLAGS, ...(isRoot ? ["--no-sandbox"] : [])] });
}
