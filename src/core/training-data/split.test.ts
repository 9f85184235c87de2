import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Example } from "./example.ts";
import { Split } from "./split.ts";

function example(user: string, reply = "ok", system = ""): Example {
  const messages: Example["messages"] = [
    { role: "user", content: user },
    { role: "assistant", content: reply },
  ];
  return { messages: system === "" ? messages : [{ role: "system", content: system }, ...messages] };
}

function divide(examples: Example[], fraction: number, seed = 0): boolean[] {
  const split = new Split(fraction, seed);
  for (const one of examples) split.add(one);
  const isValidation = split.choose();
  return examples.map((_, number) => isValidation(number));
}

test("ten different examples and a tenth give exactly one for validation", () => {
  const sides = divide(
    Array.from({ length: 10 }, (_, i) => example(`q${i}`)),
    0.1,
  );
  expect(sides.filter(Boolean)).toHaveLength(1);
});

test("the seed decides, and the same seed decides alike", () => {
  const examples = Array.from({ length: 200 }, (_, i) => example(`q${i}`));
  expect(divide(examples, 0.2, 1)).toEqual(divide(examples, 0.2, 1));
  expect(divide(examples, 0.2, 1)).not.toEqual(divide(examples, 0.2, 2));
});

test("examples that open alike stay together and both sides hold something", () => {
  const openings = fc.array(fc.nat(12), { minLength: 2, maxLength: 60 }).filter((list) => new Set(list).size > 1);
  fc.assert(
    fc.property(openings, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(9), (list, fraction, seed) => {
      const sides = divide(
        list.map((opening, i) => example(`q${opening}`, `reply ${i}`)),
        fraction,
        seed,
      );
      expect(new Set(sides).size).toBe(2);
      for (const [i, opening] of list.entries()) expect(sides[i]).toBe(sides[list.indexOf(opening)]);
    }),
  );
});

test("the same question under another system prompt is another opening", () => {
  const sides = divide([example("q", "a", "s1"), example("q", "a", "s2")], 0.5);
  expect(new Set(sides).size).toBe(2);
});

test("a group larger than the fraction does not keep validation from being filled", () => {
  const many = Array.from({ length: 90 }, (_, i) => example("same", `${i}`));
  const few = Array.from({ length: 10 }, (_, i) => example(`other ${i}`));
  expect(divide([...many, ...few], 0.05).filter(Boolean)).toHaveLength(5);
});

test("what cannot be divided is refused with its reason", () => {
  expect(() => divide([example("q", "a"), example("q", "b")], 0.5)).toThrow(/open with the same system prompt/);
  expect(() => divide([example("q")], 0.5)).toThrow(/only one example/);
});
