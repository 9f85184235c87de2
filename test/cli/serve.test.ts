import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { hostname, networkInterfaces, userInfo } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, openCommandLine, ROOT } from "./command-line.ts";
import { serving, type Serving, type ServingOptions } from "./serving.ts";

const windows = process.platform === "win32";

let cli: CommandLine;
let started: Serving[];
beforeEach(() => {
  cli = openCommandLine();
  started = [];
});
afterEach(async () => {
  for (const server of started) server.send("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  cli[Symbol.dispose]();
});

function serve(args: string[], options?: ServingOptions): Serving {
  const server = serving(cli, args, options);
  started.push(server);
  return server;
}

async function stop(server: Serving): Promise<void> {
  server.send("SIGINT");
  await server.ended;
}

const portOf = (address: string) => Number(new URL(address).port);

/** Calls a route as a browser that has opened the address. */
async function call(address: string, route: string, input: unknown): Promise<{ ok: boolean; data?: unknown }> {
  const { origin } = new URL(address);
  const cookie = (await fetch(address)).headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const headers = { cookie, "content-type": "application/json" };
  const response = await fetch(`${origin}/api/call/${route}`, { method: "POST", headers, body: JSON.stringify(input) });
  return (await response.json()) as { ok: boolean; data?: unknown };
}

/** Whether anybody listens there. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** An address of this machine that others can reach; none on a machine without a network. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

describe("what is printed", () => {
  it("is the address with its token first, then the line for a tunnel, and nothing more", async () => {
    const server = serve(["--port", "0", "--no-open"]);
    const address = await server.address;
    const port = portOf(address);
    expect((await fetch(address)).status).toBe(200);
    await stop(server);
    expect(server.stdout()).toBe(`${address}\nssh -L ${port}:localhost:${port} ${userInfo().username}@${hostname()}\n`);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });

  it("is one document with --json", async () => {
    const server = serve(["--port", "0", "--json"]);
    const address = await server.address;
    await stop(server);
    expect(JSON.parse(server.stdout())).toEqual({
      url: address,
      ssh: expect.stringMatching(/^ssh -L \d+:localhost:\d+ \S+@\S+$/),
    });
  });

  it("comes from `npm start` too, with the arguments it is given", async () => {
    const server = serve(["--port", "0", "--json"], { script: join(ROOT, "scripts/start.cjs") });
    expect((await fetch(await server.address)).status).toBe(200);
    await stop(server);
    expect(Object.keys(JSON.parse(server.stdout()) as object)).toEqual(["url", "ssh"]);
  });
});

describe("the port", () => {
  it("is the next that is free where the usual one is taken", async () => {
    const [first, second] = [await serve([]).address, await serve([]).address];
    for (const address of [first, second]) expect(portOf(address)).toBeGreaterThanOrEqual(8765);
    expect(portOf(second)).toBeGreaterThan(portOf(first));
  });

  it("that was asked for and is taken is an error that says so", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const taken = other.address();
    const port = typeof taken === "object" && taken !== null ? String(taken.port) : "";
    const { code, document } = await cli.json(["serve", "--port", port]);
    expect(code).toBe(1);
    expect(document).toMatchObject({ error: { code: "busy", message: expect.stringContaining(port) } });
    expect(existsSync(join(cli.home, `serve-${port}.json`))).toBe(false);
    other.close();
  });

  it.each(["-1", "65536", "80a", "", "1e3"])("is not %j", async (port) => {
    const { code, document } = await cli.json(["serve", `--port=${port}`]);
    expect([code, document]).toEqual([2, { error: expect.objectContaining({ code: "usage" }) }]);
  });
});

describe("the address to listen at", () => {
  it.skipIf(outside === undefined)("is this machine's own, and nobody else's", async () => {
    const server = serve(["--port", "0"]);
    const port = portOf(await server.address);
    expect(await answers("127.0.0.1", port)).toBe(true);
    expect(await answers(outside ?? "", port)).toBe(false);
    expect(server.stderr()).not.toContain("Warning");
  });

  it("that others can reach comes with a warning, and still answers to the names that were allowed only", async () => {
    const server = serve(["--port", "0", "--host", "0.0.0.0", "--allow-host", "lab.example", "box.example"]);
    const address = await server.address;
    expect(server.stderr()).toMatch(/^Warning: .*0\.0\.0\.0/);
    const statusFor = async (host: string) => {
      const { port, search } = new URL(address);
      const socket = connect(Number(port), outside ?? "127.0.0.1");
      socket.end(`GET /${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const [first] = (await once(socket, "data")) as [Buffer];
      return Number(String(first).slice(9, 12));
    };
    const allowed = ["127.0.0.1", "lab.example", "box.example:80"];
    const strange = ["evil.example", "0.0.0.0"];
    expect(await Promise.all(allowed.map(statusFor))).toEqual([200, 200, 200]);
    expect(await Promise.all(strange.map(statusFor))).toEqual([403, 403]);
  });

  it("that this machine does not have is wrong usage", async () => {
    const { code, document } = await cli.json(["serve", "--host", "203.0.113.7"]);
    expect([code, document]).toEqual([2, { error: expect.objectContaining({ code: "usage" }) }]);
  });
});

describe("the file with the address", () => {
  const file = (port: number) => join(cli.home, `serve-${port}.json`);

  it.skipIf(windows)("can be read by the user alone, and is gone when the server is", async () => {
    const server = serve(["--port", "0"]);
    const address = await server.address;
    const port = portOf(address);
    expect(JSON.parse(readFileSync(file(port), "utf8"))).toEqual({ url: address, pid: expect.any(Number) });
    expect(statSync(file(port)).mode & 0o777).toBe(0o600);
    await stop(server);
    expect(readdirSync(cli.home).filter((name) => name.startsWith("serve-"))).toEqual([]);

    // One that was killed leaves it behind, and somebody may have opened it to others since.
    writeFileSync(file(port), "{}", { mode: 0o644 });
    const again = serve(["--port", String(port)]);
    expect(await again.address).not.toBe(address);
    expect(statSync(file(port)).mode & 0o777).toBe(0o600);
  });
});

describe("keys on standard input", () => {
  const KEY = "sk-canary-of-standard-input-0123";

  it("count for this run only, and are written nowhere", async () => {
    const server = serve(["--port", "0", "--keys-stdin"], { input: `OPENAI_API_KEY_PAPER=${KEY}\n` });
    const listed = await call(await server.address, "keys.list", {});
    expect(listed.data).toMatchObject({ keys: [{ name: "openai:paper", lastFour: "0123", place: "environment" }] });
    expect(JSON.stringify(listed)).not.toContain(KEY);
    await stop(server);
    const files = readdirSync(cli.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { parentPath, name } of files) expect(readFileSync(join(parentPath, name)).includes(KEY)).toBe(false);
    expect(server.stdout() + server.stderr()).not.toContain(KEY);
    const later = serve(["--port", "0"]);
    expect((await call(await later.address, "keys.list", {})).data).toMatchObject({ keys: [] });
  });

  it.each([
    ["nothing", ""],
    ["a key without its name", `${KEY}\n`],
    ["a key in the place of a name", `${KEY}=x\n`],
    ["where calls go to", "OPENAI_BASE_URL=http://evil.example/\n"],
  ])("are not %s", async (_, input) => {
    const { code, stdout, stderr } = await cli.run(["serve", "--port", "0", "--keys-stdin"], { input });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("OPENAI_API_KEY=…");
    expect(stderr).not.toContain(KEY);
  });
});

describe("the end", () => {
  it.skipIf(windows)("comes at once where it still waits for its keys", async () => {
    const server = serve(["--port", "0", "--host", "0.0.0.0", "--keys-stdin"], { input: null });
    await expect.poll(server.stderr).toContain("Warning");
    server.send("SIGINT");
    expect(await server.ended).toMatchObject({ code: 1 });
  });

  it.skipIf(windows).each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s is no failure, and takes everything along that runs",
    async (signal) => {
      const server = serve(["--port", "0"], { environment: { TUNEWRIGHT_PRACTICE_SECONDS: "600" } });
      const address = await server.address;
      const sample = (await call(address, "files.openSample", {})).data as { id: string };
      const source = { sourceId: sample.id };
      await call(address, "conversations.list", { source });
      // A job that would go on for ten minutes.
      const made = { sources: [source], out: { name: "train" }, recipe: {}, operationId: "op_prepare" };
      await call(address, "trainingData.prepare", made);
      const state = () => call(address, "operations.get", { operationId: "op_prepare" });
      await expect.poll(state, { timeout: 10_000 }).toMatchObject({ data: { state: "done" } });
      const { data } = (await state()) as { data: { result: { datasetId: string } } };
      const trainFile = { datasetId: data.result.datasetId, role: "train" };
      const job = await call(address, "jobs.create", {
        name: "long",
        provider: "practice",
        model: "practice/echo",
        trainFile,
      });
      const { id } = job.data as { id: string };
      await call(address, "jobs.run", { id, wait: true, operationId: "op_run" });
      const children = childrenOf(server.pid);

      server.send(signal);
      expect(await server.ended).toEqual({ code: 0, signal: null });
      expect(await answers("127.0.0.1", portOf(address))).toBe(false);
      await expect.poll(() => children.filter(isRunning)).toEqual([]);
      const { document } = await cli.json(["jobs", "list"]);
      expect(document).toMatchObject({ jobs: [{ id, status: expect.not.stringMatching(/cancelled|failed/) }] });
    },
  );
});

/** The processes that a process has started; none where the system does not tell. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  const children = readFileSync(file, "utf8").trim().split(" ").map(Number);
  if (children.some((child) => !isRunning(child))) throw new Error("nothing was reading when the server was stopped");
  return children;
}

/** False also for one that has ended and that nobody has asked about yet. */
function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/^\d+ \(.*\) Z /.test(readFileSync(file, "utf8"));
}
