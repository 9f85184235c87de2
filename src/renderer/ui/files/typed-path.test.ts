import { describe, expect, it } from "vitest";
import type { FolderEntry } from "../../../shared/contract/files.ts";
import { asFolder, completed, matching, separatorOf, splitTyped } from "./typed-path.ts";

const entry = (name: string, kind: FolderEntry["kind"] = "file"): FolderEntry => ({
  name,
  path: `/data/${name}`,
  kind,
  bytes: null,
  modifiedAt: null,
});

describe("a path that is typed", () => {
  it.each([
    ["", "", ""],
    ["/", "/", ""],
    ["/data/con", "/data/", "con"],
    ["~/runs/", "~/runs/", ""],
    ["~", "~", ""],
    ["~other", "", "~other"],
    ["C:\\data\\con", "C:\\data\\", "con"],
    ["con", "", "con"],
  ])("%j is in %j, and goes on with %j", (text, folder, rest) => expect(splitTyped(text)).toEqual({ folder, rest }));

  it("shows what begins so before what only holds it, whatever its case", () => {
    const entries = [entry("old-conversations.db"), entry("Conversations.db"), entry("notes.txt")];
    expect(matching(entries, "conv").map(({ name }) => name)).toEqual(["Conversations.db", "old-conversations.db"]);
  });

  it("is completed as far as all agree, and through a folder that is alone", () => {
    const entries = [entry("run-1.db"), entry("run-2.db"), entry("data", "folder")];
    expect(completed(entries, "r", "/")).toBe("run-");
    expect(completed(entries, "d", "/")).toBe("data/");
    expect(completed(entries, "run-1", "/")).toBe("run-1.db");
    expect(completed(entries, "x", "/")).toBe("x");
  });

  it("keeps the separator of its machine", () => {
    expect(separatorOf("C:\\data")).toBe("\\");
    expect(asFolder("C:\\data")).toBe("C:\\data\\");
    expect(asFolder("/")).toBe("/");
    expect(asFolder("/odd\\name")).toBe("/odd\\name/");
  });
});
