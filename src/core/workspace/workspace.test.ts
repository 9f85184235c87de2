import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAbandoned, LEASE_EXPIRES_MS } from "./leases.ts";
import { probeWal } from "./open-database.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let folder: string;
let workspace: Workspace;
let now = 1_000_000;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-workspace-"));
  now = 1_000_000;
  workspace = openWorkspace(folder, () => now);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const addSetting = "INSERT INTO settings (name, value_json) VALUES (?, ?)";

describe("the write seam", () => {
  it("takes back everything when the change throws", () => {
    const change = () =>
      workspace.write((db) => {
        db.run(addSetting, "a", "1");
        throw new Error("half way");
      });
    expect(change).toThrow("half way");
    expect(workspace.read.all("SELECT * FROM settings")).toEqual([]);
  });

  it("does not let a reading handle write", () => {
    expect(() => workspace.read.all("DELETE FROM settings")).toThrow(/reading handle/);
  });

  it("notices what another process has written", () => {
    const before = workspace.dataVersion();
    const script = `const D = require("better-sqlite3"); const d = new D(process.argv[1]); d.prepare(${JSON.stringify(addSetting)}).run("b", "2"); d.close()`;
    execFileSync(process.execPath, ["-e", script, join(folder, "tunewright.db")]);
    expect(workspace.dataVersion()).not.toBe(before);
    expect(workspace.read.get("SELECT value_json FROM settings")).toEqual({ value_json: "2" });
  });

  it("works in WAL mode where the folder allows it, and leaves nothing of the probe behind", () => {
    expect(probeWal(folder)).toBe(true);
    const other = new Database(join(folder, "tunewright.db"), { readonly: true });
    expect(other.pragma("journal_mode", { simple: true })).toBe("wal");
    other.close();
    expect(probeWal("/proc")).toBe(false);
  });
});

describe("the data folder", () => {
  it("is for its owner only", () => {
    const made = join(folder, "new", "deep");
    openWorkspace(made).close();
    expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it("that cannot be made is one clear error", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => openWorkspace(join(folder, "file"))).toThrow(
      expect.objectContaining({ code: "not_writable", hint: expect.stringContaining("TUNEWRIGHT_HOME") }),
    );
  });

  it("with a damaged database says so and where backups are", () => {
    const damaged = join(folder, "damaged");
    openWorkspace(damaged).close();
    chmodSync(join(damaged, "tunewright.db"), 0o600);
    writeFileSync(
      join(damaged, "tunewright.db"),
      "this is not a database, but long enough to be looked at as one".repeat(20),
    );
    expect(() => openWorkspace(damaged)).toThrow(
      expect.objectContaining({ code: "corrupt", hint: expect.stringContaining("backups") }),
    );
  });
});

describe("texts", () => {
  it("come back by their hash, the same text once", () => {
    const hash = workspace.keepText("Be brief.\u0000 ✓");
    expect(workspace.keepText("Be brief.\u0000 ✓")).toBe(hash);
    expect(workspace.readText(hash)).toBe("Be brief.\u0000 ✓");
  });

  it("that are missing mean a damaged workspace, not an empty prompt", () => {
    expect(() => workspace.readText("0".repeat(64))).toThrow(expect.objectContaining({ code: "corrupt" }));
  });
});

describe("leases", () => {
  it("are held by one at a time and free again when released", () => {
    const first = workspace.lease("job:1");
    expect(first).not.toBeNull();
    expect(workspace.lease("job:1")).toBeNull();
    first?.[Symbol.dispose]();
    using second = workspace.lease("job:1");
    expect(second?.generation).toBe(2);
  });

  it("let a writer that was away too long notice that another took over", () => {
    const slept = workspace.lease("job:1");
    now += LEASE_EXPIRES_MS + 1;
    using taker = workspace.lease("job:1");
    expect(taker?.generation).toBe(2);
    const late = () => workspace.write((db) => slept?.assertHeld(db));
    expect(late).toThrow(expect.objectContaining({ code: "conflict" }));
    slept?.[Symbol.dispose]();
    expect(() => workspace.write((db) => taker?.assertHeld(db))).not.toThrow();
  });

  const us = { host: "here", boot: "today", process: 10 };
  const row = { host: "here", boot: "today", process: 20, generation: 1, heartbeat_at: 1_000_000 };
  it.each([
    ["a living process of this boot keeps it", row, () => true, false],
    ["a dead process of this boot loses it", row, () => false, true],
    ["another boot of this host has lost it", { ...row, boot: "yesterday" }, () => true, true],
    ["another host keeps it while its heart beats", { ...row, host: "there" }, () => false, false],
    [
      "another host without a heartbeat has lost it",
      { ...row, host: "there", heartbeat_at: 900_000 },
      () => false,
      true,
    ],
    [
      "a heartbeat from far in the future means a clock that was set back",
      { ...row, heartbeat_at: 9_000_000 },
      () => true,
      true,
    ],
  ])("%s", (_, lease, alive, abandoned) => {
    expect(isAbandoned(lease, us, 1_000_000, alive)).toBe(abandoned);
  });
});
