import { describe, expect, it, test } from "vitest";
import { COMMANDS, type CommandId } from "../../../shared/commands.ts";
import { conflictOf, isKeptByBrowser, keysOfPress } from "./shortcut-keys.ts";

const press = (key: string, ...held: ("ctrlKey" | "metaKey" | "altKey" | "shiftKey")[]) => ({
  key,
  ctrlKey: held.includes("ctrlKey"),
  metaKey: held.includes("metaKey"),
  altKey: held.includes("altKey"),
  shiftKey: held.includes("shiftKey"),
});

describe("a key press", () => {
  it.each([
    [press("k", "ctrlKey"), false, "$mod+k"],
    [press("k", "metaKey"), true, "$mod+k"],
    [press("k", "ctrlKey"), true, "Control+k"],
    [press("K", "ctrlKey", "shiftKey"), false, "$mod+Shift+k"],
    [press("?", "shiftKey"), false, "?"],
    [press("Enter", "altKey", "shiftKey"), false, "Alt+Shift+Enter"],
    [press("/"), false, "/"],
  ])("%j is written as it is pressed", (event, isApple, keys) => expect(keysOfPress(event, isApple)).toBe(keys));

  it("of a modifier alone is none yet", () => expect(keysOfPress(press("Control", "ctrlKey"), false)).toBeNull());
});

const keysOf = (id: CommandId) => COMMANDS[id].keys;

test("keys that another command has are a conflict, one's own are not", () => {
  expect(conflictOf("find", "$mod+k", keysOf)).toBe("palette.open");
  expect(conflictOf("palette.open", "$mod+k", keysOf)).toBeNull();
  expect(conflictOf("find", "$mod+y", keysOf)).toBeNull();
});

test("no command begins with keys that another has, or that a browser keeps", () => {
  for (const id of Object.keys(COMMANDS) as CommandId[]) {
    const keys = COMMANDS[id].keys;
    if (keys === null) continue;
    expect(conflictOf(id, keys, keysOf)).toBeNull();
    expect(isKeptByBrowser(keys)).toBe(false);
  }
});
