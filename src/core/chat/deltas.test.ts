import { expect, it, vi } from "vitest";
import { createDeltas } from "./deltas.ts";

// A terminal writes half a surrogate pair as a replacement mark, and the other half as a second one.
it("passes no half character on, and loses none", async () => {
  const heard: { offset: number; text: string }[] = [];
  const deltas = createDeltas((offset, text) => heard.push({ offset, text }));
  deltas.add("ab\uD83D");
  await vi.waitFor(() => expect(heard).toEqual([{ offset: 0, text: "ab" }]));
  deltas.add("\uDE00c");
  deltas.end();
  expect(heard).toEqual([
    { offset: 0, text: "ab" },
    { offset: 2, text: "\u{1F600}c" },
  ]);
});
