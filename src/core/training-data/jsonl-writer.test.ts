import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { JsonlWriter } from "./jsonl-writer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-writer-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(writer: JsonlWriter, line: string): void {
  writer.stage(line);
  writer.accept();
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("the file appears under its name only when published, with the hash and size that were told", () => {
  const target = join(folder, "a.jsonl");
  writeFileSync(target, "before");
  using writer = new JsonlWriter(target, ".partial");
  const lines = ["one", "zwölf 🎻", "x".repeat(3_000_000), "漢".repeat(800_000), "end"];
  for (const line of lines) write(writer, line);
  const sealed = writer.seal();
  expect(readFileSync(target, "utf8")).toBe("before");
  writer.publish();
  const bytes = readFileSync(target);
  expect(bytes.equals(Buffer.from(`${lines.join("\n")}\n`))).toBe(true);
  expect([sealed, writer.bytes, writer.lines]).toEqual([sha256(bytes), bytes.length, 5]);
  expect(readdirSync(folder)).toEqual(["a.jsonl"]);
});

test("a writer that is given up leaves nothing behind", () => {
  const target = join(folder, "a.jsonl");
  {
    using writer = new JsonlWriter(target, ".partial");
    write(writer, "x".repeat(2_000_000));
    expect(existsSync(`${target}.partial`)).toBe(true);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("a staged line that is not accepted is not in the file", () => {
  using writer = new JsonlWriter(join(folder, "a.jsonl"), ".partial");
  write(writer, "one");
  writer.stage("dropped");
  write(writer, "two");
  writer.seal();
  writer.publish();
  expect(readFileSync(writer.target, "utf8")).toBe("one\ntwo\n");
});

test("rewinding forgets lines already on disk, and the hash forgets them too", () => {
  using writer = new JsonlWriter(join(folder, "a.jsonl"), ".partial");
  write(writer, "kept");
  const rewind = writer.mark();
  for (let i = 0; i < 30; i++) write(writer, "forgotten".repeat(10_000));
  rewind();
  write(writer, "after");
  const sealed = writer.seal();
  writer.publish();
  expect(readFileSync(writer.target, "utf8")).toBe("kept\nafter\n");
  expect(sealed).toBe(sha256(Buffer.from("kept\nafter\n")));
  expect(writer.lines).toBe(2);
});

test("filtering moves lines in place across many chunks without losing a byte", () => {
  using writer = new JsonlWriter(join(folder, "a.jsonl"), ".partial");
  const lines = Array.from({ length: 900 }, (_, i) => `${i}:${"ä".repeat((i * 7919) % 9000)}`);
  for (const line of lines) write(writer, line);
  const taken: string[] = [];
  writer.filter((line, number) => {
    if (number % 3 !== 0) return true;
    taken.push(Buffer.from(line).toString());
    return false;
  });
  const sealed = writer.seal();
  writer.publish();
  const kept = lines.filter((_, i) => i % 3 !== 0);
  const expected = Buffer.from(`${kept.join("\n")}\n`);
  expect(readFileSync(writer.target).equals(expected)).toBe(true);
  expect([sealed, writer.bytes, writer.lines]).toEqual([sha256(expected), expected.length, kept.length]);
  expect(taken).toEqual(lines.filter((_, i) => i % 3 === 0));
});

test("a leftover of an earlier run under the partial name is replaced, never followed", () => {
  const target = join(folder, "a.jsonl");
  writeFileSync(`${target}.partial`, "left over");
  using writer = new JsonlWriter(target, ".partial");
  write(writer, "new");
  writer.seal();
  writer.publish();
  expect(readFileSync(target, "utf8")).toBe("new\n");
});
