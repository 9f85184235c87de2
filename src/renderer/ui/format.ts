const whole = new Intl.NumberFormat("en");
const dollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A whole number with thousands separators. */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `1 example`, `1,204 examples`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

/** US dollars; a sum under a cent is said to be so. */
export function formatUsd(value: number): string {
  return value > 0 && value < 0.01 ? "under $0.01" : dollars.format(value);
}

/** Bytes in the unit that fits, of 1,000: `86 kB`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power] ?? "B"}`;
}

/** A length of time from milliseconds: `0.31 s`, `12 s`, `4 min 10 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  if (seconds < MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${Math.round(seconds % MINUTE)} s`;
  return `${Math.floor(seconds / HOUR)} h ${Math.round((seconds % HOUR) / MINUTE)} min`;
}

/** A moment as a person says it, `3 minutes ago`; from a week on, the day. */
export function formatRelative(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const past = Math.abs(seconds);
  if (past < 45) return "now";
  if (past < HOUR) return relative.format(Math.round(seconds / MINUTE), "minute");
  if (past < DAY) return relative.format(Math.round(seconds / HOUR), "hour");
  if (past < 7 * DAY) return relative.format(Math.round(seconds / DAY), "day");
  return day.format(new Date(iso));
}

/** A moment of ours to the second, in the reader's own zone. */
export function formatExact(iso: string): string {
  return exact.format(new Date(iso));
}

/** The last part of a path, whichever system it is from. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
