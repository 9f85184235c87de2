import fc from "fast-check";
import { expect, it } from "vitest";
import { createKeyGuard } from "./key-guard.ts";

const KEY = "sk-sk-simulated-0123456789";

function through(key: string, pieces: string[]): { passed: string[]; whole: string } {
  const guard = createKeyGuard(key);
  const passed = [...pieces.map((piece) => guard.next(piece)), guard.end()];
  return { passed, whole: passed.join("") };
}

// A key cut in two would get into the conversation in two halves, each of which no replacement recognises.
it("takes the key out wherever the pieces are cut, and changes nothing else", () => {
  const part = fc.oneof(fc.constant(KEY), fc.constantFrom("sk-", "sk-sk-simu", " ", "é", "👩"), fc.string());
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(40)), (parts, cuts) => {
      const text = parts.join("");
      const pieces: string[] = [];
      let at = 0;
      for (const cut of cuts) pieces.push(text.slice(at, (at += cut)));
      pieces.push(text.slice(at));
      expect(through(KEY, pieces).whole).toBe(text.replaceAll(KEY, "[key removed]"));
    }),
  );
});

it("passes ordinary text on at once", () => {
  expect(through(KEY, ["Hello", " world"]).passed).toEqual(["Hello", " world", ""]);
});

it("leaves text alone where the key is so short that it would blank out words", () => {
  expect(through("none", ["none of it"]).whole).toBe("none of it");
});
