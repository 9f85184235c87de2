/**
 * Threat: a provider, or something between, that answers with the key it was sent. What it says reaches error messages,
 * JSON, the log and our database, and the key must not be in any of them. Reached by every command that calls a provider.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

const root = dirname(dirname(import.meta.dirname));
const CANARY = "sk-canary-0123456789-abcd";

let server: Server;
let baseUrl: string;
let authorizations: string[];
let folder: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    authorizations.push(request.headers.authorization ?? "");
    const message = `Incorrect API key provided: ${request.headers.authorization}.`;
    response.writeHead(401, { "content-type": "application/json", "x-echo": String(request.headers.authorization) });
    response.end(JSON.stringify({ error: { message, type: "invalid_request_error", code: "invalid_api_key" } }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  baseUrl = `http://127.0.0.1:${port}/v1`;
});
afterAll(() => server.close());

beforeEach(() => {
  authorizations = [];
  folder = mkdtempSync(join(tmpdir(), "tunewright-echo-"));
  const example = {
    messages: [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello" },
    ],
  };
  const lines = Array.from({ length: 12 }, (_, index) => ({
    messages: [{ role: "system", content: `${index}` }, ...example.messages],
  }));
  writeFileSync(join(folder, "train.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(["openai", "together"])("a provider that echoes the key (%s)", (provider) => {
  const model = provider === "openai" ? "gpt-4.1-mini-2025-04-14" : "together/meta-llama/Llama-3.3-70B-Instruct-Turbo";
  const commands: [string, string[]][] = [
    ["keys test", ["keys", "test", provider]],
    ["keys list", ["keys", "list"]],
    ["models", ["models", "--provider", provider]],
    ["chat", ["chat", "--model", model, "--message", "Hi"]],
  ];

  test.each(commands)("%s shows and keeps no key", async (name, args) => {
    for (const json of [[], ["--json"]]) {
      const { stdout, stderr } = await tunewright([...args, ...json], environment(provider));
      expect(stdout + stderr).not.toContain("canary");
      expect(stdout + stderr).not.toBe("");
    }
    expect(new Set(authorizations)).toEqual(new Set(name === "keys list" ? [] : [`Bearer ${CANARY}`]));
    expect(filesWithCanary(folder)).toEqual([]);
  });

  test("a job's whole way shows and keeps no key", async () => {
    const options = ["--name", "n", "--provider", provider, "--model", model.replace("together/", ""), "--train-file"];
    const created = await tunewright(["jobs", "create", ...options, "train.jsonl", "--json"], environment(provider));
    const { id } = JSON.parse(created.stdout);
    const runs = [["run", id, "--wait"], ["show", id], ["events", id], ["list"]].map((args) => ["jobs", ...args]);
    for (const args of runs) {
      const { stdout, stderr } = await tunewright(args, environment(provider));
      expect(stdout + stderr).not.toContain("canary");
    }
    expect(authorizations).toContain(`Bearer ${CANARY}`);
    expect(filesWithCanary(folder)).toEqual([]);
  });
});

test("a key pasted as an argument, or in place of its name, is refused without being repeated", async () => {
  for (const args of [
    ["keys", "set", CANARY],
    ["keys", "remove", CANARY],
    ["keys", "test", CANARY],
  ]) {
    const { stdout, stderr, code } = await tunewright(args, {}, `${CANARY}\n`);
    expect(stdout + stderr).not.toContain("canary");
    expect(code).not.toBe(0);
  }
});

test("the file a person chose is the only one that holds a saved key, and it goes nowhere else", async () => {
  const saved = await tunewright(["keys", "set", "openai", "--store", "file", "--json"], {}, `${CANARY}\n`);
  expect(JSON.parse(saved.stdout)).toMatchObject({ place: "file", lastFour: "abcd", origin: "https://api.openai.com" });
  expect(filesWithCanary(folder)).toEqual([join("home", "keys.json")]);
  const elsewhere = await tunewright(["models", "--provider", "openai", "--json"], { OPENAI_BASE_URL: baseUrl });
  expect(JSON.parse(elsewhere.stdout)).toMatchObject({ error: { code: "forbidden" } });
  expect(elsewhere.stdout).toContain("https://api.openai.com");
  expect(elsewhere.stdout).toContain(new URL(baseUrl).origin);
  expect(authorizations).toEqual([]);
});

test("a base URL in the .env of the working directory sends no key there", async () => {
  writeFileSync(join(folder, ".env"), `OPENAI_BASE_URL=${baseUrl}\nHTTPS_PROXY=${baseUrl}\nOPENAI_API_KEY=bad key\n`);
  // The key is one that cannot be sent, so that nothing leaves the machine if the address is rightly ignored.
  const { stdout } = await tunewright(["models", "--provider", "openai", "--json"], {});
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "invalid_input" } });
  expect(authorizations).toEqual([]);
});

function environment(provider: string): Record<string, string> {
  const prefix = provider.toUpperCase();
  return { [`${prefix}_API_KEY`]: CANARY, [`${prefix}_BASE_URL`]: baseUrl };
}

function tunewright(
  args: string[],
  more: Record<string, string>,
  input = "",
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    TUNEWRIGHT_HOME: join(folder, "home"),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, "no-bus")}`,
    ...more,
  };
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; stdout: string; stderr: string }>();
  const child = execFile(
    process.execPath,
    [join(root, "bin", "tunewright"), ...args],
    { cwd: folder, env },
    (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
  );
  child.stdin?.end(input);
  return promise;
}

/** The files under the folder, by relative path, in which the canary stands. */
function filesWithCanary(under: string): string[] {
  return readdirSync(under, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(under, name)).isFile())
    .filter((name) => readFileSync(join(under, name), "latin1").includes("canary"));
}
