import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keySchema } from "../../shared/contract/keys.ts";
import { toErrorBody } from "../../shared/errors.ts";
import { type Keychain, KeychainUnavailable } from "./keychain.ts";
import { createKeys, type KeyRecord, type Keys, type KeysOptions } from "./keys.ts";
import { placesOf } from "./places.ts";
import { createRedactor } from "./redactor.ts";
import type { StoredKey } from "./stored-key.ts";

const OPENAI = "https://api.openai.com/v1";
const CANARY = "sk-canary-0123456789-abcd";

let folder: string;
let dataFolder: string;
let workingDirectory: string;
let entries: Map<string, StoredKey>;
let records: Map<string, KeyRecord>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-keys-"));
  dataFolder = join(folder, "data");
  workingDirectory = join(folder, "work");
  mkdirSync(dataFolder);
  mkdirSync(workingDirectory);
  entries = new Map();
  records = new Map();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The person's own keychain is nothing to test in; the system's one is tested in a session of its own. */
function memoryKeychain(): Keychain {
  return {
    read: async (name) => entries.get(name) ?? null,
    list: async () => [...entries].map(([name, stored]) => ({ name, stored })),
    write: async (name, stored) => void entries.set(name, stored),
    remove: async (name) => entries.delete(name),
  };
}

const noBus = () => Promise.reject(new KeychainUnavailable("no session bus"));

function brokenKeychain(): Keychain {
  return { read: noBus, list: noBus, write: noBus, remove: noBus };
}

function open(more: Partial<KeysOptions> = {}): Keys {
  return createKeys({
    environment: {},
    workingDirectory,
    dataFolder,
    order: "command-line",
    keychain: memoryKeychain(),
    records: { read: (name) => records.get(name) ?? null, write: (name, record) => void records.set(name, record) },
    redactor: createRedactor(),
    warn: () => {},
    ...more,
  });
}

const everywhere = async (order: KeysOptions["order"]) => {
  writeFileSync(join(workingDirectory, ".env"), `OPENAI_API_KEY=${CANARY}-working\n`);
  writeFileSync(join(dataFolder, ".env"), `OPENAI_API_KEY=${CANARY}-data\n`);
  const keys = open({ order, environment: { OPENAI_API_KEY: `${CANARY}-environment` } });
  await keys.set({ name: "openai", value: `${CANARY}-keychain`, store: "keychain", baseUrl: OPENAI });
  await keys.set({ name: "openai", value: `${CANARY}-file`, store: "file", baseUrl: OPENAI });
  return keys;
};

describe("the order of look-up", () => {
  test("is the one written down for each front door", () => {
    expect(placesOf("command-line")).toEqual([
      "environment",
      "working-directory-env",
      "keychain",
      "data-folder-env",
      "file",
    ]);
    expect(placesOf("desktop")).toEqual(["keychain", "environment", "data-folder-env", "file"]);
  });

  test.each(["command-line", "desktop"] as const)("on the %s each place hides those after it", async (order) => {
    const keys = await everywhere(order);
    const { keys: listed } = await keys.list();
    expect(listed.map((key) => key.place)).toEqual(placesOf(order));
    expect(listed.map((key) => key.inForce)).toEqual(listed.map((_, index) => index === 0));
    expect((await keys.find("openai", OPENAI)).place).toBe(placesOf(order)[0]);
  });

  test("the desktop never reads the .env of the folder it was started in", async () => {
    writeFileSync(join(workingDirectory, ".env"), `OPENAI_API_KEY=${CANARY}\n`);
    await expect(open({ order: "desktop" }).find("openai", OPENAI)).rejects.toMatchObject({ code: "no_key" });
  });

  test("an empty variable does not hide the places after it", async () => {
    const keys = open({ environment: { OPENAI_API_KEY: " " } });
    await keys.set({ name: "openai", value: CANARY, store: "keychain", baseUrl: OPENAI });
    expect((await keys.find("openai", OPENAI)).place).toBe("keychain");
  });

  test("a .env that is both folders' is listed once", async () => {
    writeFileSync(join(dataFolder, ".env"), `OPENAI_API_KEY=${CANARY}\n`);
    const { keys: listed } = await open({ workingDirectory: dataFolder }).list();
    expect(listed.map((key) => key.place)).toEqual(["working-directory-env"]);
    const { keys: onDesktop } = await open({ workingDirectory: dataFolder, order: "desktop" }).list();
    expect(onDesktop.map((key) => key.place)).toEqual(["data-folder-env"]);
  });

  test("a named key is not the unnamed one, and a new value is used at once", async () => {
    const environment: Record<string, string> = { OPENAI_API_KEY_PAPER: `${CANARY}-1` };
    const keys = open({ environment });
    await expect(keys.find("openai", OPENAI)).rejects.toMatchObject({ code: "no_key" });
    expect((await keys.find("openai:paper", OPENAI)).value).toBe(`${CANARY}-1`);
    environment["OPENAI_API_KEY_PAPER"] = `${CANARY}-2`;
    expect((await keys.find("openai:paper", OPENAI)).value).toBe(`${CANARY}-2`);
  });
});

describe("origins", () => {
  test.each(["keychain", "file"] as const)(
    "a key in the %s goes only to the origin it was saved for",
    async (store) => {
      const keys = open();
      const saved = await keys.set({ name: "openai", value: CANARY, store, baseUrl: OPENAI });
      expect(saved.origin).toBe("https://api.openai.com");
      await expect(keys.find("openai", "https://API.openai.com:443/other")).resolves.toMatchObject({ value: CANARY });
      const elsewhere = keys.find("openai", "http://api.openai.com.example.net/v1");
      await expect(elsewhere).rejects.toMatchObject({ code: "forbidden" });
      await expect(elsewhere).rejects.toThrow(
        /https:\/\/api\.openai\.com and .*http:\/\/api\.openai\.com\.example\.net/,
      );
    },
  );

  test("a base URL in a .env is never read", async () => {
    writeFileSync(
      join(workingDirectory, ".env"),
      `OPENAI_BASE_URL=https://thief.example\nOPENAI_API_KEY=${CANARY}\nX=1\n`,
    );
    const environment = {};
    const keys = open({ environment });
    expect(await keys.find("openai", OPENAI)).toMatchObject({ value: CANARY, origin: null });
    expect(JSON.stringify(await keys.list())).not.toContain("thief");
    expect(environment).toEqual({});
  });

  test.each(["", "api.openai.com", "ftp://api.openai.com", "https://user:sk-canary@"])(
    "the base URL %j is refused without being repeated",
    async (baseUrl) => {
      const failure = open().find("openai", baseUrl);
      await expect(failure).rejects.toMatchObject({ code: "invalid_input" });
      await expect(failure).rejects.not.toThrow(/canary/);
    },
  );
});

describe("without a keychain", () => {
  test("saving fails with the reason and names the other ways", async () => {
    const failure = open({ keychain: brokenKeychain() }).set({
      name: "openai:paper",
      value: CANARY,
      store: "keychain",
      baseUrl: OPENAI,
    });
    await expect(failure).rejects.toMatchObject({
      code: "not_available",
      message: expect.stringContaining("no session bus"),
      hint: expect.stringMatching(/OPENAI_API_KEY_PAPER.*--store file/s),
    });
  });

  test("the chosen file is found, and the list says why there is no keychain", async () => {
    const keys = open({ keychain: brokenKeychain() });
    await keys.set({ name: "openai", value: CANARY, store: "file", baseUrl: OPENAI });
    expect((await keys.find("openai", OPENAI)).place).toBe("file");
    const listed = await keys.list();
    expect(listed.keychain).toEqual({ available: false, reason: "no session bus" });
    expect(listed.keys.map((key) => key.place)).toEqual(["file"]);
  });

  test("a missing key says that the keychain could not be asked", async () => {
    await expect(open({ keychain: brokenKeychain() }).find("openai", OPENAI)).rejects.toThrow("no session bus");
  });

  test("removing tells nothing-there from could-not-ask", async () => {
    const keys = open({ keychain: brokenKeychain() });
    await expect(keys.remove("openai")).rejects.toMatchObject({ code: "not_available" });
    await keys.set({ name: "openai", value: CANARY, store: "file", baseUrl: OPENAI });
    expect(await keys.remove("openai")).toMatchObject({ removedFrom: ["file"], keychain: { available: false } });
  });
});

describe("saving and removing", () => {
  test("a key saved where an earlier place hides it is not called in force", async () => {
    const keys = open({ environment: { OPENAI_API_KEY: `${CANARY}-environment` } });
    const saved = await keys.set({ name: "openai", value: CANARY, store: "keychain", baseUrl: OPENAI });
    expect(saved).toMatchObject({ place: "keychain", inForce: false });
  });

  test("removing clears keychain and file, and leaves other keys", async () => {
    const keys = open();
    for (const store of ["keychain", "file"] as const) {
      await keys.set({ name: "openai", value: CANARY, store, baseUrl: OPENAI });
      await keys.set({ name: "openai:paper", value: CANARY, store, baseUrl: OPENAI });
    }
    expect((await keys.remove("openai")).removedFrom).toEqual(["keychain", "file"]);
    await expect(keys.remove("openai")).rejects.toMatchObject({ code: "no_key" });
    expect((await keys.list()).keys.map((key) => key.name)).toEqual(["openai:paper", "openai:paper"]);
  });

  test("a key that a person keeps is not ours to remove, and the message says where it stands", async () => {
    writeFileSync(join(workingDirectory, ".env"), `TOGETHER_API_KEY=${CANARY}\n`);
    const keys = open({ environment: { OPENAI_API_KEY: CANARY } });
    await expect(keys.remove("openai")).rejects.toMatchObject({ code: "invalid_input" });
    await expect(keys.remove("together")).rejects.toThrow(join(workingDirectory, ".env"));
  });

  test.each([
    ["openai", ""],
    ["openai", "short"],
    ["openai", `${CANARY}\nsecond line`],
    ["openai", `${CANARY} with spaces`],
    ["openai", `${CANARY}é`],
    ["openai", CANARY.repeat(50)],
    [CANARY, "sk-12345678"],
    ["__proto__", "sk-12345678"],
    ["practice", "sk-12345678"],
    ["openai:", "sk-12345678"],
    ["OpenAI", "sk-12345678"],
  ])("the name %j with the value %j is refused, kept nowhere and not repeated", async (name, value) => {
    const keys = open();
    const failure = keys.set({ name, value, store: "file", baseUrl: OPENAI });
    await expect(failure).rejects.toMatchObject({ code: "invalid_input" });
    await expect(failure).rejects.not.toThrow(/canary/);
    expect((await keys.list()).keys).toEqual([]);
  });

  test("a pasted line break at the end is not part of the key", async () => {
    const keys = open();
    await keys.set({ name: "openai", value: `  ${CANARY}\r\n`, store: "keychain", baseUrl: OPENAI });
    expect((await keys.find("openai", OPENAI)).value).toBe(CANARY);
  });

  test("a variable that cannot stand in a header is refused before anything quotes it", async () => {
    const failure = open({ environment: { OPENAI_API_KEY: `${CANARY}\nx` } }).find("openai", OPENAI);
    await expect(failure).rejects.toMatchObject({ code: "invalid_input" });
    await expect(failure).rejects.not.toThrow(/canary/);
  });
});

describe("what a test found out", () => {
  test("is shown with the key, and forgotten when the key is another", async () => {
    const environment = { OPENAI_API_KEY: `${CANARY}-old1` };
    const keys = open({ environment });
    keys.recordTest(await keys.find("openai", OPENAI), "org-lab", new Date("2026-01-02T03:04:05Z"));
    expect((await keys.list()).keys[0]).toMatchObject({ account: "org-lab", testedAt: "2026-01-02T03:04:05.000Z" });
    environment.OPENAI_API_KEY = `${CANARY}-new2`;
    expect((await keys.list()).keys[0]).toMatchObject({ account: null, testedAt: null });
  });
});

test("with a canary in every place, nothing that is shown, kept as a record or logged holds it", async () => {
  const redactor = createRedactor();
  await everywhere("command-line");
  const keys = open({ redactor, environment: { OPENAI_API_KEY: `${CANARY}-environment` } });
  const found = await keys.find("openai", OPENAI);
  keys.recordTest(found, "org-lab", new Date(0));
  const listed = await keys.list();
  const failures = await Promise.allSettled([
    keys.find("openai:none", OPENAI),
    open().remove("openai:none"),
    open({ order: "desktop" }).find("openai", "https://elsewhere.example"),
    open({ keychain: brokenKeychain() }).set({ name: "openai", value: CANARY, store: "keychain", baseUrl: OPENAI }),
  ]);
  const bodies = failures.map((failure) => (failure.status === "rejected" ? toErrorBody(failure.reason) : failure));
  expect(bodies.every((body) => "code" in body)).toBe(true);
  expect(JSON.stringify([listed, [...records], bodies])).not.toContain("canary");
  for (const place of ["environment", "working", "keychain", "data", "file"]) {
    expect(redactor.redact(`log: ${CANARY}-${place}`)).not.toContain("canary");
  }
});

test("what is listed is what the contract says", async () => {
  const { keys: listed } = await (await everywhere("command-line")).list();
  expect(listed.map((key) => keySchema.parse(key))).toEqual(listed);
});

test("a .env that is a folder or missing is no error, one that cannot be read is", async () => {
  mkdirSync(join(workingDirectory, ".env"));
  await expect(open().find("openai", OPENAI)).rejects.toMatchObject({ code: "no_key" });
  writeFileSync(join(dataFolder, ".env"), `OPENAI_API_KEY=${CANARY}\n${"#".repeat(1_000_000)}`);
  await expect(open().find("openai", OPENAI)).rejects.toMatchObject({ code: "not_readable" });
});
