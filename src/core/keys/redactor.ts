import { lastFourOf } from "./names.ts";

/** Takes keys out of text on its way to a log, an error or a screen. */
export interface Redactor {
  /** From now on this key is taken out; one under eight characters would blank out ordinary words and is not. */
  add(value: string): void;
  /** The text with every known key replaced by `[key …abcd]`, also where it stands escaped as in JSON or an address. */
  redact(text: string): string;
}

const SHORTEST = 8;

/** A redactor that knows no key yet. */
export function createRedactor(): Redactor {
  const replacements = new Map<string, string>();
  return {
    add(value) {
      if (value.length < SHORTEST) return;
      const shown = `[key …${lastFourOf(value)}]`;
      // What replaces an escaped key is escaped likewise, so that JSON stays JSON. Most keys need no escaping: plain wins.
      replacements.set(encodeURIComponent(value), encodeURIComponent(shown));
      replacements.set(inJson(value), inJson(shown));
      replacements.set(value, shown);
    },
    redact(text) {
      // Longest first: a key that begins with another one must not be cut in two.
      const forms = [...replacements].toSorted(([a], [b]) => b.length - a.length);
      return forms.reduce((redacted, [form, shown]) => redacted.replaceAll(form, () => shown), text);
    },
  };
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
