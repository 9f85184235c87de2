import { COMMAND_IDS, type CommandId } from "../../../shared/commands.ts";

const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph"]);

/** What is needed of a key press. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** A key press as a shortcut is written; null while only modifiers are held. */
export function keysOfPress({ key, ctrlKey, metaKey, altKey, shiftKey }: Press, isApple: boolean): string | null {
  if (MODIFIERS.has(key) || key === "") return null;
  const isMod = isApple ? metaKey : ctrlKey;
  const isOther = isApple ? ctrlKey : metaKey;
  const parts = [
    isMod && "$mod",
    isOther && (isApple ? "Control" : "Meta"),
    altKey && "Alt",
    // A sign that needs Shift to be typed is named by itself.
    shiftKey && (key.length > 1 || /[a-z]/i.test(key)) && "Shift",
    key.length === 1 ? key.toLowerCase() : key,
  ];
  return parts.filter((part) => part !== false).join("+");
}

/** Another command that these keys would run as well, or null. */
export function conflictOf(id: CommandId, keys: string, keysOf: (other: CommandId) => string | null): CommandId | null {
  return COMMAND_IDS.find((other) => other !== id && keysOf(other) === keys) ?? null;
}

/** Keys that browsers do not let a page have. */
export function isKeptByBrowser(keys: string): boolean {
  return /^\$mod\+(Shift\+)?[tnw]$/.test(keys) || keys === "$mod+Tab" || keys === "F11" || keys === "Alt+F4";
}
