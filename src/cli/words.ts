import type { Preparation } from "../shared/contract/training-data.ts";
import { REASON_WORDS } from "../shared/skip-reasons.ts";
import { count, shorten } from "./output.ts";

/** A system prompt may be a setting as well: of longer texts the beginning is shown, in characters. */
const LONGEST_SETTING = 60;

/** How many conversations were left out or shortened, and why; null where none was. */
export function describeReasons(counts: Preparation["skipped"]): string | null {
  if (counts.length === 0) return null;
  return counts.map((one) => `${count(one.count)} ${REASON_WORDS[one.reason]}`).join(", ");
}

/** A moment of ours, to the second: `2026-11-23 10:24:55 UTC`. */
export function describeTime(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")} UTC`;
}

/** Names of settings that are written together, as words: `batchSize` is `batch size`. */
function settingWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Settings on one line, those without a value left out: `epochs 3, batch size auto, training (lora, rank 8)`. */
export function describeSettings(settings: object): string {
  const parts = Object.entries(settings).flatMap(([name, value]: [string, unknown]) => {
    if (value === null || value === false) return [];
    const words = settingWords(name);
    if (value === true) return [words];
    if (typeof value === "object") return [`${words} (${describeSettings(value)})`];
    const text = typeof value === "string" ? shorten(value, LONGEST_SETTING) : JSON.stringify(value);
    return [name === "kind" ? text : `${words} ${text}`];
  });
  return parts.join(", ");
}
