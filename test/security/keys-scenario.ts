/**
 * Saves, reads and removes keys in the keychain of the session it is started in, and prints what a person or a log
 * would see as one JSON document. A process of its own, because the session is chosen by its environment.
 */
import { createKeys, type KeyRecord } from "../../src/core/keys/keys.ts";
import { openKeychain } from "../../src/core/keys/keychain.ts";
import { createRedactor } from "../../src/core/keys/redactor.ts";
import { toErrorBody } from "../../src/shared/errors.ts";

const [step = "", dataFolder = "", canary = "", daemon = ""] = process.argv.slice(2);
const baseUrl = "https://api.openai.com/v1";
const records = new Map<string, KeyRecord>();
const redactor = createRedactor();
const keys = createKeys({
  environment: {},
  workingDirectory: dataFolder,
  dataFolder,
  order: "command-line",
  keychain: openKeychain({ deadlineMs: step === "stopped" ? 300 : 10_000 }),
  records: { read: (name) => records.get(name) ?? null, write: (name, record) => void records.set(name, record) },
  redactor,
  warn: () => {},
});
const outcome = (work: Promise<unknown>) => work.catch(toErrorBody);
const set = () => outcome(keys.set({ name: "openai", value: canary, store: "keychain", baseUrl }));

async function usedAsOne(): Promise<unknown> {
  const saved = await set();
  const named = await keys.set({ name: "openai:paper", value: `${canary}-paper`, store: "keychain", baseUrl });
  const found = await keys.find("openai", baseUrl);
  keys.recordTest(found, "org-lab", new Date(0));
  return {
    saved,
    named,
    sameValue: found.value === canary,
    listed: await keys.list(),
    elsewhere: await outcome(keys.find("openai", "http://127.0.0.1:9/v1")),
    removed: await keys.remove("openai"),
    removedTwice: await outcome(keys.remove("openai")),
    missing: await outcome(keys.find("openai", baseUrl)),
    left: await keys.list(),
    log: redactor.redact(`sent ${canary} and ${canary}-paper`),
    records: [...records],
  };
}

async function whileUnusable(): Promise<unknown> {
  const refused = { set: await set(), find: await outcome(keys.find("openai", baseUrl)), list: await keys.list() };
  const inFile = await keys.set({ name: "openai", value: canary, store: "file", baseUrl });
  return { ...refused, inFile, found: (await keys.find("openai", baseUrl)).place, remove: await keys.remove("openai") };
}

// A keychain that waits for a person answers nothing; a stopped one does the same.
if (step === "stopped") process.kill(Number(daemon), "SIGSTOP");
const steps: Record<string, () => Promise<unknown>> = { saved: set, used: usedAsOne };
const result = await (steps[step] ?? whileUnusable)();
if (step === "stopped") process.kill(Number(daemon), "SIGCONT");
process.stdout.write(JSON.stringify(result));
process.exit(0);
