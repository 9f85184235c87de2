import { setTimeout } from "node:timers/promises";

/** Waits that many milliseconds; rejects with the signal's reason as soon as it aborts. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
