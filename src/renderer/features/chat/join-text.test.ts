import { describe, expect, it } from "vitest";
import { type Heard, hasGap, hear, joinText } from "./join-text.ts";

const heardOf = (...deltas: Heard[]) =>
  deltas.reduce<Heard | undefined>((heard, delta) => hear(heard, delta), undefined);

describe("a streamed reply", () => {
  it("is what was heard from its beginning", () => {
    const heard = heardOf({ offset: 0, text: "It " }, { offset: 3, text: "rains" });
    expect(joinText("", heard)).toBe("It rains");
  });

  it("goes on where a reloaded screen found it, without a word lost or doubled", () => {
    expect(joinText("It ra", heardOf({ offset: 3, text: "rai" }, { offset: 6, text: "ns." }))).toBe("It rains.");
    expect(joinText("It ", heardOf({ offset: 3, text: "rains" }))).toBe("It rains");
  });

  it("does not shrink when the core is ahead of what was heard", () => {
    expect(joinText("It rains today", heardOf({ offset: 0, text: "It" }))).toBe("It rains today");
  });

  it("shows what is known, and says so, where deltas were missed", () => {
    const heard = heardOf({ offset: 0, text: "It " }, { offset: 20, text: "later" });
    expect(joinText("It ", heard)).toBe("It ");
    expect(hasGap("It ", heard)).toBe(true);
    expect(hasGap("It rains and it pours", heard)).toBe(false);
  });

  it("takes a delta that was replayed only once", () => {
    expect(
      joinText("", heardOf({ offset: 0, text: "It " }, { offset: 0, text: "It " }, { offset: 3, text: "rains" })),
    ).toBe("It rains");
  });
});
