import { hash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DigestSet } from "./digest-set.ts";

const digestOf = (text: string) => hash("sha256", text, "buffer");

test("tells new digests from known ones beyond several growths and blocks", () => {
  const set = new DigestSet();
  for (let i = 0; i < 150_000; i++) set.add(digestOf(`${i}`));
  expect(set.size).toBe(150_000);
  for (let i = 0; i < 150_000; i += 97) expect(set.add(digestOf(`${i}`))).toBe(false);
  expect(set.has(digestOf("150000"))).toBe(false);
});

test("digests that share their first 32 bits are not confused", () => {
  const set = new DigestSet();
  const [a, b] = [Buffer.alloc(16, 7), Buffer.alloc(16, 7)];
  b[15] = 8;
  expect(set.add(a)).toBe(true);
  expect(set.has(b)).toBe(false);
  expect(set.add(b)).toBe(true);
});

test("behaves like a plain set under any additions and truncations", () => {
  const step = fc.oneof(fc.record({ add: fc.nat(40) }), fc.record({ truncate: fc.nat(30) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const set = new DigestSet();
      let model: number[] = [];
      for (const one of steps) {
        if ("add" in one) {
          if (set.add(digestOf(`${one.add}`))) model.push(one.add);
        } else {
          set.truncate(one.truncate);
          model = model.slice(0, one.truncate);
        }
        expect([set.size, new Set(model).size]).toEqual([model.length, model.length]);
      }
      for (let i = 0; i <= 40; i++) expect(set.has(digestOf(`${i}`))).toBe(model.includes(i));
    }),
    { numRuns: 200 },
  );
});

test("truncating gives its blocks back, so that a rewound run starts clean", () => {
  const set = new DigestSet();
  for (let i = 0; i < 70_000; i++) set.add(digestOf(`${i}`));
  set.truncate(65_536);
  expect(set.has(digestOf("65536"))).toBe(false);
  expect(set.add(digestOf("new"))).toBe(true);
  expect(set.has(digestOf("65535"))).toBe(true);
  expect(set.has(digestOf("new"))).toBe(true);
});
