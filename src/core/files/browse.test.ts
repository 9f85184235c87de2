import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { browse, browseStart, expandPath } from "./browse.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const names = (path: string) => browse(path).entries.map(({ name, kind }) => `${kind} ${name}`);

describe("a folder", () => {
  it("is listed with its folders first, and numbers in names as numbers", () => {
    for (const name of ["run-10.db", "run-9.db", "Run-1.db"]) writeFileSync(join(folder.path, name), "x");
    mkdirSync(join(folder.path, "zebra"));
    expect(names(folder.path)).toEqual(["folder zebra", "file Run-1.db", "file run-9.db", "file run-10.db"]);
  });

  it("does not show what is hidden, unless it is hidden itself", () => {
    const hidden = join(folder.path, ".local");
    mkdirSync(hidden);
    writeFileSync(join(hidden, ".inside"), "");
    expect(names(folder.path)).toEqual([]);
    expect(names(hidden)).toEqual(["file .inside"]);
  });

  it("shows links as what they lead to, and not at all where that is nothing", () => {
    writeFileSync(join(folder.path, "a.db"), "x");
    symlinkSync(join(folder.path, "a.db"), join(folder.path, "b.db"));
    symlinkSync(join(folder.path, "gone"), join(folder.path, "c.db"));
    symlinkSync(folder.path, join(folder.path, "circle"));
    expect(names(folder.path)).toEqual(["folder circle", "file a.db", "file b.db"]);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")("leaves out what may not be read", () => {
    writeFileSync(join(folder.path, "secret.db"), "x");
    chmodSync(join(folder.path, "secret.db"), 0);
    expect(names(folder.path)).toEqual([]);
  });

  it("of very many entries is cut, and says so", () => {
    for (let at = 0; at < 2_001; at++) writeFileSync(join(folder.path, `${at}`), "");
    const listed = browse(folder.path);
    expect([listed.entries.length, listed.isCut]).toEqual([2_000, true]);
  });

  it("that is not there, or is a file, is said so", () => {
    writeFileSync(join(folder.path, "a.db"), "x");
    expect(() => browse(join(folder.path, "none"))).toThrow(expect.objectContaining({ code: "not_found" }));
    expect(() => browse(join(folder.path, "a.db"))).toThrow(expect.objectContaining({ code: "not_readable" }));
    expect(() => browse(`${folder.path}\0`)).toThrow(expect.objectContaining({ code: "not_readable" }));
  });

  it("to start in is home where the working directory is gone, so that a picker always opens", () => {
    expect(browseStart(folder.path).folder).toBe(folder.path);
    expect(browseStart(join(folder.path, "gone")).folder).toBe(homedir());
  });

  it("at the root has no parent", () => expect(browse("/").parent).toBeNull());
});

it.each([
  ["~", homedir()],
  ["~/a", join(homedir(), "a")],
  ["~other", "/start/~other"],
  ["a/../b", "/start/b"],
  ["/a", "/a"],
])("the path %j is %j", (typed, path) => expect(expandPath(typed, "/start")).toBe(path));
