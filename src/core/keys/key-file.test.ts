import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type KeyFile, openKeyFile } from "./key-file.ts";

const CANARY = "sk-canary-0123456789";
let folder: string;
let path: string;
let warnings: string[];
let file: KeyFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-key-file-"));
  path = join(folder, "data", "keys.json");
  warnings = [];
  file = openKeyFile(path, (message) => warnings.push(message));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stored = new Map([["openai", { key: CANARY, origin: "https://api.openai.com" }]]);

test("what was written is read back, and nothing else lies in the folder", () => {
  expect(file.read().size).toBe(0);
  file.write(stored);
  file.write(stored);
  expect(file.read()).toEqual(stored);
  expect(readdirSync(join(folder, "data"))).toEqual(["keys.json"]);
});

test.skipIf(process.platform === "win32")("only its owner may read it, whatever the umask", () => {
  const umask = process.umask(0);
  try {
    file.write(stored);
  } finally {
    process.umask(umask);
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
});

test.skipIf(process.platform === "win32")("a file that others could read is closed to them and reported", () => {
  file.write(stored);
  chmodSync(path, 0o644);
  expect(file.read()).toEqual(stored);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(path);
});

test.each([
  ["cut off", `{"version":1,"keys":{"openai":{"key":"${CANARY}"`],
  ["a key alone", CANARY],
  ["another version", `{"version":2,"keys":{"openai":"${CANARY}"}}`],
  ["a list", `["${CANARY}"]`],
  ["empty", ""],
])("a damaged file (%s) is corrupt, and the error does not quote the key", (_, text) => {
  mkdirSync(join(folder, "data"));
  writeFileSync(path, text, { mode: 0o600 });
  let thrown: unknown;
  try {
    file.read();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "corrupt" });
  const { message, stack, cause } = thrown instanceof Error ? thrown : new Error("nothing was thrown");
  expect(`${message} ${stack} ${String(cause)} ${JSON.stringify(thrown)}`).not.toContain("canary");
});

test("a folder in its place is not readable, with its reason", () => {
  mkdirSync(path, { recursive: true });
  expect(() => file.read()).toThrowError(expect.objectContaining({ code: "not_readable" }));
});

test("a failed write keeps the old file and leaves no half one", () => {
  file.write(stored);
  const before = readFileSync(path, "utf8");
  const blocked = openKeyFile(join(path, "keys.json"), () => {});
  expect(() => blocked.write(stored)).toThrowError(expect.objectContaining({ code: "not_writable" }));
  mkdirSync(join(folder, "other", "keys.json", "inside"), { recursive: true });
  const overFolder = openKeyFile(join(folder, "other", "keys.json"), () => {});
  expect(() => overFolder.write(stored)).toThrowError(expect.objectContaining({ code: "not_writable" }));
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(readdirSync(join(folder, "other"))).toEqual(["keys.json"]);
});
