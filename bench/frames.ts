import type { Page } from "playwright-core";
import { z } from "zod";
import { percentile } from "./statistics.ts";

/** A frame that took longer was seen to. */
const LONG_MS = 50;

const START = `globalThis.benchFrames = [];
  (function frame(now) {
    if (globalThis.benchFrames === null) return;
    globalThis.benchFrames.push(now);
    requestAnimationFrame(frame);
  })(performance.now())`;
const STOP = `(() => { const times = globalThis.benchFrames; globalThis.benchFrames = null; return times; })()`;

/** The time between frames, in ms, while a page was busy. */
export interface Frames {
  count: number;
  longest: number;
  /** How many took longer than 50 ms. */
  long: number;
  p99: number;
}

/** Times the frames that a page draws while `work` goes on. */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(START);
  await work();
  const times = z.array(z.number()).parse(await page.evaluate(STOP));
  // The first is no frame but the moment of asking.
  const frames = times.slice(2).map((time, at) => time - (times[at + 1] ?? time));
  return {
    count: frames.length,
    longest: Math.max(0, ...frames),
    long: frames.filter((frame) => frame > LONG_MS).length,
    p99: percentile(frames, 0.99),
  };
}

/** One line about frames, beside those of the empty page. */
export function describeFrames(ours: Frames, peer: Frames): string {
  const one = ({ count, longest, long, p99 }: Frames) =>
    `longest ${longest.toFixed(1)} ms, ${long} over ${LONG_MS} ms, p99 ${p99.toFixed(1)} ms, ${count} frames`;
  const ratio = `${(ours.longest / peer.longest).toFixed(2)} longest, ${(ours.p99 / peer.p99).toFixed(2)} p99`;
  return `${one(ours)}; empty page ${one(peer)}; ratio ${ratio}`;
}
