import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

const never = new AbortController().signal;

it("begins a piece of work only when the one before it is done, although that failed", async () => {
  const turns = createTurns();
  const begun: string[] = [];
  const first = Promise.withResolvers<string>();
  const one = turns(() => (begun.push("one"), first.promise), never);
  const two = turns(() => (begun.push("two"), Promise.resolve("two")), never);
  await Promise.resolve();
  expect(begun).toEqual(["one"]);
  first.reject(new Error("no network"));
  await expect(one).rejects.toThrow("no network");
  expect(await two).toBe("two");
});

it("never begins what was given up while it waited, and goes on after it", async () => {
  const turns = createTurns();
  const first = Promise.withResolvers<void>();
  const given = new AbortController();
  const one = turns(() => first.promise, never);
  const two = turns(() => Promise.reject(new Error("was begun")), given.signal);
  const three = turns(() => Promise.resolve("three"), never);
  given.abort(new Error("given up"));
  first.resolve();
  await one;
  await expect(two).rejects.toThrow("given up");
  expect(await three).toBe("three");
});
