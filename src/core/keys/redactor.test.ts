import { expect, test } from "vitest";
import { createRedactor } from "./redactor.ts";

test("a key is taken out wherever it stands, also twice on a line", () => {
  const redactor = createRedactor();
  redactor.add("sk-canary-0123456789");
  expect(redactor.redact("Bearer sk-canary-0123456789, again sk-canary-0123456789.")).toBe(
    "Bearer [key …6789], again [key …6789].",
  );
});

test("a key that begins with another key leaves no tail behind", () => {
  const redactor = createRedactor();
  redactor.add("sk-canary-01");
  redactor.add("sk-canary-0123456789");
  expect(redactor.redact("sk-canary-0123456789")).toBe("[key …6789]");
});

test("a key is found escaped as in JSON, which stays JSON, and in an address", () => {
  const redactor = createRedactor();
  const key = 'sk"canary/with+marks&mo"\\re';
  redactor.add(key);
  const json = redactor.redact(JSON.stringify({ key }));
  expect(JSON.parse(json)).toEqual({ key: '[key …"\\re]' });
  expect(redactor.redact(`https://host/?key=${encodeURIComponent(key)}`)).not.toContain("canary");
});

test("dollar signs in a key are not read as replacement patterns", () => {
  const redactor = createRedactor();
  redactor.add("sk-canary-0123$&$&");
  expect(redactor.redact("x sk-canary-0123$&$& y")).toBe("x [key …$&$&] y");
});

test("a short value does not blank out ordinary words", () => {
  const redactor = createRedactor();
  redactor.add("");
  redactor.add("test");
  expect(redactor.redact("a test of text")).toBe("a test of text");
});
