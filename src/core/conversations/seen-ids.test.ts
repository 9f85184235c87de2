import { expect, it } from "vitest";
import { SeenIds } from "./seen-ids.ts";

it("remembers every id through its growth, and none that was not added", () => {
  const seen = new SeenIds();
  for (let id = 0; id < 50_000; id += 1) expect(seen.add(`id-${id}`)).toBe(true);
  for (let id = 0; id < 50_000; id += 1) if (seen.add(`id-${id}`)) throw new Error(`id-${id} was forgotten`);
  expect([seen.size, seen.has("id-50000"), seen.has(""), seen.has("id-7")]).toEqual([50_000, false, false, true]);
});
