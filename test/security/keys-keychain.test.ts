/**
 * Threat: a key that leaks from the keychain into what is shown, written or logged; a key that is thought saved and is
 * not; a keychain that makes the program hang. The system's own keychain is used, in a session and a home of its own.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const CANARY = "sk-canary-0123456789-abcd";
const UNLOCKED = "echo pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
const LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null";
const scenario = join(import.meta.dirname, "keys-scenario.ts");
const reason = whyNoKeychain();

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tunewright-keychain-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe.skipIf(reason !== null)(`the system's keychain${reason === null ? "" : ` (skipped: ${reason})`}`, () => {
  test("saves, finds, lists and removes keys, with their origin, and shows no value", () => {
    const { stdout, stderr } = inSession(UNLOCKED, "used");
    expect(stdout + stderr).not.toContain("canary");
    expect(JSON.parse(stdout)).toMatchObject({
      saved: { name: "openai", place: "keychain", lastFour: "abcd", origin: "https://api.openai.com", inForce: true },
      named: { name: "openai:paper", place: "keychain" },
      sameValue: true,
      listed: {
        keys: [{ name: "openai", account: "org-lab" }, { name: "openai:paper" }],
        keychain: { available: true },
      },
      elsewhere: { code: "forbidden" },
      removed: { removedFrom: ["keychain"] },
      removedTwice: { code: "no_key" },
      missing: { code: "no_key" },
      left: { keys: [{ name: "openai:paper" }] },
    });
    expect(textsUnder(home).filter(({ text }) => text.includes("canary"))).toEqual([]);
  });

  test("locked, it is an answer with a reason, and the chosen file works", () => {
    inSession(UNLOCKED, "saved");
    const { stdout, stderr } = inSession(LOCKED, "locked");
    expect(stdout + stderr).not.toContain("canary");
    expect(JSON.parse(stdout)).toMatchObject(unusable(/it is locked/));
  });

  test("silent, it is given up at the deadline", () => {
    const { stdout, stderr } = inSession(UNLOCKED, "stopped");
    expect(stdout + stderr).not.toContain("canary");
    expect(JSON.parse(stdout)).toMatchObject(unusable(/did not answer within 0\.3 s/));
  });
});

const linux = process.platform === "linux";
test.skipIf(!linux)(
  `no session bus: the reason, what to do, and the chosen file${linux ? "" : " (Linux only)"}`,
  () => {
    // The kernel's keyring would take the key and forget it at the next start.
    const { stdout, stderr } = run(process.execPath, [scenario, "none", home, CANARY]);
    expect(stdout + stderr).not.toContain("canary");
    expect(JSON.parse(stdout)).toMatchObject(unusable(/no keychain service answers in this session/));
  },
);

interface Output {
  stdout: string;
  stderr: string;
}

/** What the scenario prints where the keychain cannot be used. */
function unusable(because: RegExp): object {
  const message = expect.stringMatching(because);
  return {
    set: { code: "not_available", message, hint: expect.stringMatching(/OPENAI_API_KEY.*--store file/s) },
    find: { code: "no_key", message },
    list: { keys: [], keychain: { available: false, reason: message } },
    inFile: { place: "file", lastFour: "abcd" },
    found: "file",
    remove: { removedFrom: ["file"], keychain: { available: false } },
  };
}

/** Runs the scenario in a session bus of its own, after the command that starts the keychain there. */
function inSession(start: string, step: string): Output {
  // Only this session has the daemon's control socket under this home, so its process is found through it.
  const find = `DAEMON=$(for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -qx "HOME=$HOME" && grep -qx gnome-keyring-d $p/comm && basename $p; done | head -n 1)`;
  const script = `${start}; ${find}; "$0" "$1" "$2" "$3" "$4" "$DAEMON"; code=$?; kill $DAEMON; exit $code`;
  return run("dbus-run-session", ["--", "sh", "-c", script, process.execPath, scenario, step, home, CANARY]);
}

function run(command: string, args: string[]): Output {
  const runtime = join(home, "runtime");
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const { stdout, stderr, status } = spawnSync(command, args, {
    encoding: "utf8",
    timeout: 15_000,
    env: { PATH: process.env["PATH"], HOME: home, XDG_RUNTIME_DIR: runtime, LANG: "C.UTF-8" },
  });
  if (status !== 0) throw new Error(`the scenario ended with ${status}: ${stderr}`);
  return { stdout, stderr };
}

function whyNoKeychain(): string | null {
  if (process.platform !== "linux") return "it would be the person's own keychain on this system";
  const missing = ["dbus-run-session", "gnome-keyring-daemon"].filter((command) => !installed(command));
  return missing.length === 0 ? null : `${missing.join(" and ")} not installed`;
}

function installed(command: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${command}`]);
    return true;
  } catch {
    return false;
  }
}

function textsUnder(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, text: readFileSync(path, "latin1") }));
}
