import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { talk, talks, useDesk } from "./prepare.fixture.ts";
import { prepare } from "./prepare.ts";

const desk = useDesk();

describe("targets that must not be written to", () => {
  test.each([
    ["the source itself", () => "a.db", "invalid_input"],
    [
      "a link to the source",
      () => (symlinkSync(join(desk.folder, "a.db"), join(desk.folder, "link")), "link"),
      "invalid_input",
    ],
    ["the name of the source's own log", () => "a.db-wal", "invalid_input"],
    ["the name of the source's own journal", () => "a.db-journal", "invalid_input"],
    ["a folder", () => (mkdirSync(join(desk.folder, "d")), "d"), "invalid_input"],
    ["a folder that is missing", () => "none/train.jsonl", "not_found"],
    ["a folder that is a file", () => "a.db/train.jsonl", "not_found"],
  ])("%s", async (_, name, code) => {
    const source = desk.database("a.db", talks(0, 3));
    const before = readFileSync(source);
    const out = join(desk.folder, name());
    const listing = readdirSync(desk.folder);
    await expect(prepare(desk.task([source], { out }), () => {})).rejects.toMatchObject({ code });
    expect(readFileSync(source).equals(before)).toBe(true);
    expect(readdirSync(desk.folder)).toEqual(listing);
  });

  test("a device is refused: renaming would replace it", async () => {
    const task = desk.task([desk.database("a.db", talks(0, 3))], { out: "/dev/full" });
    await expect(prepare(task, () => {})).rejects.toMatchObject({ code: "invalid_input" });
  });

  test.runIf(existsSync("/sys/kernel"))("a folder that takes no files says so", async () => {
    const task = desk.task([desk.database("a.db", talks(0, 3))], { out: "/sys/kernel/train.jsonl" });
    await expect(prepare(task, () => {})).rejects.toMatchObject({ code: "not_writable" });
  });

  test("one name for both files", async () => {
    const out = join(desk.folder, "same.jsonl");
    const task = desk.task([desk.database("a.db", talks(0, 3))], {
      out,
      validationOut: out,
      recipe: { validationFraction: 0.5 },
    });
    await expect(prepare(task, () => {})).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("a link to a training file stays a link, and its target is replaced", async () => {
    writeFileSync(join(desk.folder, "real.jsonl"), "old");
    symlinkSync("real.jsonl", join(desk.folder, "train.jsonl"));
    await desk.run([desk.database("a.db", talks(0, 3))]);
    expect(desk.questions("real.jsonl")).toHaveLength(3);
    expect(readdirSync(desk.folder).toSorted()).toEqual(["a.db", "real.jsonl", "train.jsonl"]);
  });
});

describe("a source that cannot be opened is told before a file is made", () => {
  test.each([
    ["a missing file", "not_found", () => undefined],
    ["a folder", "not_readable", (path: string) => mkdirSync(path)],
    ["a link to itself", "not_readable", (path: string) => symlinkSync("x.db", path)],
  ])("%s", async (_, code, make) => {
    const path = join(desk.folder, "x.db");
    make(path);
    const task = desk.task([desk.database("a.db", talks(0, 3)), path], { out: "/sys/kernel/train.jsonl" });
    await expect(prepare(task, () => {})).rejects.toMatchObject({ code });
  });
});

describe("a run that fails", () => {
  test("leaves the file that stood there as it was, and no half of a new one", async () => {
    writeFileSync(join(desk.folder, "train.jsonl"), "before");
    const good = desk.database("a.db", talks(0, 5000));
    const broken = join(desk.folder, "b.db");
    writeFileSync(broken, "this is no database, whatever its name says");
    await expect(prepare(desk.task([good, broken]), () => {})).rejects.toMatchObject({ code: "not_a_database" });
    expect(desk.read("train.jsonl")).toBe("before");
    expect(readdirSync(desk.folder).toSorted()).toEqual(["a.db", "b.db", "train.jsonl"]);
  });

  test.skipIf(process.platform === "win32")("on a full disk says so and leaves nothing", () => {
    const task = desk.task([desk.database("a.db", talks(0, 5000))]);
    const program = `
      import { prepare } from ${JSON.stringify(new URL("prepare.ts", import.meta.url).href)};
      const failure = await prepare(${JSON.stringify(task)}, () => {}).then(() => null, (error) => error);
      console.log(JSON.stringify(failure?.toBody?.() ?? String(failure)));`;
    // A limit on the size of files is the full disk that needs no rights to make.
    const limited = ["-c", 'ulimit -f 64; exec "$0" --input-type=module -e "$1"', process.execPath, program];
    const { stdout, stderr } = spawnSync("/bin/sh", limited, { encoding: "utf8" });
    expect(stderr).not.toContain("Error");
    expect(JSON.parse(stdout)).toMatchObject({ code: "disk_full", message: expect.stringContaining("train.jsonl") });
    expect(readdirSync(desk.folder)).toEqual(["a.db"]);
  });

  test("whose process ends in the middle leaves no partial file", () => {
    const task = desk.task([desk.database("a.db", talks(0, 2000))]);
    const program = `
      import { prepare } from ${JSON.stringify(new URL("prepare.ts", import.meta.url).href)};
      await prepare(${JSON.stringify(task)}, () => process.exit(3));`;
    const { status } = spawnSync(process.execPath, ["--input-type=module", "-e", program]);
    expect(status).toBe(3);
    expect(readdirSync(desk.folder)).toEqual(["a.db"]);
  });

  test("on a missing source stops before reading the others", async () => {
    const task = desk.task([desk.database("a.db", talks(0, 3)), join(desk.folder, "none.db")]);
    await expect(prepare(task, () => {})).rejects.toMatchObject({ code: "not_found" });
  });

  test("with no example says what became of the conversations, and writes nothing", async () => {
    const source = desk.database("a.db", [...talk("a", "Question a", ""), ["b", 0, "user", "Anyone?"]]);
    await expect(prepare(desk.task([source]), () => {})).rejects.toMatchObject({
      code: "no_conversations",
      message: expect.stringContaining("1 no reply, 1 empty message"),
    });
    expect(readdirSync(desk.folder)).toEqual(["a.db"]);
  });

  test("on a database without conversations is refused, unless another source has some", async () => {
    const empty = desk.database("empty.db", [], []);
    await expect(prepare(desk.task([empty]), () => {})).rejects.toMatchObject({ code: "no_conversations" });
    expect(await desk.run([empty, desk.database("a.db", talks(0, 3))])).toMatchObject({ examples: 3 });
  });
});
