import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes where a server is to be reached, with its token, into a file that only its user can read. */
export function writeAddressFile(dataFolder: string, port: number, url: string): { remove(): void } {
  const file = join(dataFolder, `serve-${port}.json`);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  // A server that was killed left its own behind; written over, it would keep whatever mode it has.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url, pid: process.pid }, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return { remove: () => rmSync(file, { force: true }) };
}
