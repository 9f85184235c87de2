import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestApp, type TestApp, trainingLines } from "../../../test/app.ts";
import { buildDatabase } from "../../../test/fixtures/databases.ts";
import { unwrap } from "../../shared/client.ts";
import type { Artifact } from "../../shared/contract/files.ts";

let app: TestApp;
let clock: number;
beforeEach(() => {
  clock = Date.parse("2026-05-01T10:00:00Z");
  app = openTestApp({ now: () => clock });
});
afterEach(() => app[Symbol.asyncDispose]());

const sources = async () => (await app.query("sources.list", {})).sources;

describe("opened files", () => {
  it("are listed newest first, and opening again moves one to the front under its old id", async () => {
    const first = await app.query("files.open", { path: app.write("a.db", "x") });
    clock += 1_000;
    await app.query("files.open", { path: app.write("b.db", "xy") });
    expect((await sources()).map(({ name, bytes }) => [name, bytes])).toEqual([
      ["b.db", 2],
      ["a.db", 1],
    ]);
    clock += 1_000;
    expect((await app.query("files.open", { path: first.path })).id).toBe(first.id);
    expect((await sources()).map(({ name }) => name)).toEqual(["a.db", "b.db"]);
  });

  it("that were deleted stay in the list and say so", async () => {
    const { path } = await app.query("files.open", { path: app.write("a.db", "x") });
    rmSync(path);
    expect(await sources()).toMatchObject([{ bytes: null, modifiedAt: null }]);
  });

  it("that are databases count as changed by what is written to the log beside them", async () => {
    const path = app.write("a.db", "x");
    await app.query("files.open", { path });
    const [before] = await sources();
    const log = app.write("a.db-wal", "written");
    utimesSync(log, new Date("2030-01-01T00:00:00Z"), new Date("2030-01-01T00:00:00Z"));
    expect(before?.modifiedAt).toBe(statSync(path).mtime.toISOString());
    expect(await sources()).toMatchObject([{ modifiedAt: "2030-01-01T00:00:00.000Z", bytes: 1 }]);
    app.write("a.db-wal", "");
    utimesSync(log, new Date("2030-01-01T00:00:00Z"), new Date("2030-01-01T00:00:00Z"));
    expect((await sources())[0]?.modifiedAt).toBe(before?.modifiedAt);
  });

  it("that are forgotten leave the list, still can be read by their id, and come back under it", async () => {
    const { id, path } = await app.query("files.openSample", {});
    await app.query("sources.forget", { id });
    expect(await sources()).toEqual([]);
    expect((await app.query("conversations.list", { source: { sourceId: id } })).total).toBe(60);
    expect((await app.query("files.open", { path })).id).toBe(id);
    await expect(app.query("sources.forget", { id: "source_none" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("that are forgotten take no dataset and no job with them", async () => {
    const { id } = await app.query("files.openSample", {});
    const made = await app.run("trainingData.prepare", {
      sources: [{ sourceId: id }],
      out: { name: "set" },
      recipe: {},
    });
    const trainFile = { datasetId: made.datasetId, role: "train" } as const;
    const job = await app.query("jobs.create", { name: "a", provider: "practice", model: "practice/echo", trainFile });
    await app.query("sources.forget", { id });
    expect(await app.query("datasets.show", { id: made.datasetId })).toMatchObject({ examples: made.examples });
    expect((await app.query("jobs.show", { id: job.id })).dataset?.id).toBe(made.datasetId);
  });

  it("survive a restart", async () => {
    await app.query("files.openSample", {});
    app = await app.reopen();
    expect((await sources()).map(({ name }) => name)).toEqual(["sample.db"]);
  });

  it.each([
    ["none.db", "not_found"],
    [".", "not_readable"],
  ])("%j cannot be opened: %s", async (path, code) => {
    await expect(app.query("files.open", { path })).rejects.toMatchObject({ code });
    expect(await sources()).toEqual([]);
  });

  it("are not opened by path on the desktop, which has dialogs of its own", async () => {
    const desktop = app.app.client({ kind: "desktop", windowId: 1 });
    const path = app.write("a.db", "x");
    for (const envelope of [await desktop.call("files.open", { path }), await desktop.call("files.browse", {})]) {
      expect(envelope).toMatchObject({ ok: false, error: { code: "forbidden" } });
    }
  });

  it("are told of to every screen when one was uploaded", async () => {
    const changed: string[] = [];
    app.client.subscribe((event) => event.topic === "changed" && changed.push(event.domain));
    expect(app.app.openFile(app.write("up.db", "x")).name).toBe("up.db");
    expect(changed).toEqual(["sources"]);
  });
});

async function dataset(): Promise<Artifact> {
  const { id } = await app.query("files.openSample", {});
  const made = await app.run("trainingData.prepare", { sources: [{ sourceId: id }], out: { name: "set" }, recipe: {} });
  return { kind: "dataset-file", datasetId: made.datasetId, role: "train" };
}

async function bytesOf(artifact: Artifact): Promise<string> {
  const { ticket } = await app.query("files.ticket", { artifact });
  const delivery = app.app.redeem(ticket);
  if (delivery === null) throw new Error("the ticket is good for nothing");
  return text(delivery.open());
}

describe("a download ticket", () => {
  it("gives the file once, and not again", async () => {
    const artifact = await dataset();
    const { ticket, name, bytes } = await app.query("files.ticket", { artifact });
    expect(name).toBe("set.train.jsonl");
    const delivery = app.app.redeem(ticket);
    expect(delivery?.bytes).toBe(bytes);
    expect(app.app.redeem(ticket)).toBeNull();
  });

  it("gives the file under the name that was wanted, and takes no path for one", async () => {
    const artifact = await dataset();
    const { ticket, name } = await app.query("files.ticket", { artifact, name: "my set.jsonl" });
    expect([name, app.app.redeem(ticket)?.name]).toEqual(["my set.jsonl", "my set.jsonl"]);
    for (const path of ["../out.jsonl", "a/b", ".."]) {
      await expect(app.query("files.ticket", { artifact, name: path })).rejects.toMatchObject({
        code: "invalid_input",
      });
    }
  });

  it("runs out after a minute, and one that was never issued is nothing", async () => {
    const { ticket } = await app.query("files.ticket", { artifact: await dataset() });
    clock += 61_000;
    expect(app.app.redeem(ticket)).toBeNull();
    for (const guess of ["", "__proto__", "constructor"]) expect(app.app.redeem(guess)).toBeNull();
  });

  it("for a job gives its whole curve as CSV, a field a column", async () => {
    app = await app.reopen({ now: Date.now, environment: { TUNEWRIGHT_PRACTICE_SECONDS: "1" } });
    const trainFile = { path: app.write("train.jsonl", trainingLines(12)) };
    const { id } = await app.query("jobs.create", {
      name: "a",
      provider: "practice",
      model: "practice/echo",
      trainFile,
    });
    await app.run("jobs.run", { id, wait: true });
    const { metrics } = await app.query("jobs.metrics", { id });
    const [header, ...lines] = (await bytesOf({ kind: "job-metrics", jobId: id })).trimEnd().split("\n");
    const columns = (header ?? "").split(",");
    const rows = lines.map((line) =>
      Object.fromEntries(line.split(",").map((cell, at) => [columns[at], cell === "" ? null : Number(cell)])),
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows).toEqual(metrics);
  });

  it("has a name that a header can carry, however long a foreign id is", async () => {
    const id = `x/../"\r\n${"y".repeat(100_000)}`;
    const schema =
      "CREATE TABLE conversations (id TEXT); CREATE TABLE messages (conversation_id TEXT, role TEXT, content TEXT)";
    const path = buildDatabase(app.folder, "evil.db", schema, {
      conversations: [[id]],
      messages: [[id, "user", "Hello"]],
    });
    const source = { sourceId: (await app.query("files.open", { path })).id };
    const { name } = await app.query("files.ticket", { artifact: { kind: "conversation", source, id } });
    expect(name).toMatch(/^evil\.db-x_\.\.[\w.-]{1,100}\.json$/);
  });

  it("for a conversation gives it as JSON, and is none for a job that is not there", async () => {
    const { id } = await app.query("files.openSample", {});
    const { conversations } = await app.query("conversations.list", { source: { sourceId: id }, limit: 1 });
    const wanted = conversations[0]?.id ?? "";
    const shown: unknown = JSON.parse(await bytesOf({ kind: "conversation", source: { sourceId: id }, id: wanted }));
    expect(shown).toEqual(await app.query("conversations.show", { source: { sourceId: id }, id: wanted }));
    await expect(bytesOf({ kind: "job-metrics", jobId: "job_none" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("is refused for what is not there any more", async () => {
    const artifact = await dataset();
    const { datasets } = await app.query("datasets.list", {});
    rmSync(datasets[0]?.files[0]?.path ?? "");
    await expect(app.query("files.ticket", { artifact })).rejects.toMatchObject({ code: "not_found" });
    mkdirSync(datasets[0]?.files[0]?.path ?? "");
    await expect(app.query("files.ticket", { artifact })).rejects.toMatchObject({ code: "not_readable" });
  });
});

describe("writing on the server", () => {
  const write = async (more: { name: string; folder?: string; replace?: boolean }) =>
    app.query("files.write", { artifact: await dataset(), folder: app.folder, ...more });

  it("gives the same bytes as the download, under the name that was wanted", async () => {
    const artifact = await dataset();
    const { path } = await app.query("files.write", { artifact, folder: app.folder, name: "mine.jsonl" });
    expect(path).toBe(join(app.folder, "mine.jsonl"));
    expect(readFileSync(path, "utf8")).toBe(await bytesOf(artifact));
  });

  it("replaces a file only when it was told to", async () => {
    writeFileSync(join(app.folder, "taken.jsonl"), "mine");
    await expect(write({ name: "taken.jsonl" })).rejects.toMatchObject({ code: "conflict" });
    expect(readFileSync(join(app.folder, "taken.jsonl"), "utf8")).toBe("mine");
    await write({ name: "taken.jsonl", replace: true });
    expect(statSync(join(app.folder, "taken.jsonl")).size).toBeGreaterThan(1_000);
  });

  it.each(["../out.jsonl", "a/b", "a\\b", "..", ".", "a\0b", "a\nb", " ", "x".repeat(201)])(
    "does not take %j for the name of a file",
    async (name) => {
      mkdirSync(join(app.folder, "a"));
      const before = readdirSync(app.folder).toSorted();
      await expect(write({ name })).rejects.toMatchObject({ code: "invalid_input" });
      expect(readdirSync(app.folder).toSorted()).toEqual(before);
    },
  );

  it("follows and replaces no link that was laid under the name, not even one that leads nowhere", async () => {
    const link = join(app.folder, "link.jsonl");
    const trap = join(app.folder, "trap");
    symlinkSync(trap, link);
    await expect(write({ name: "link.jsonl" })).rejects.toMatchObject({ code: "conflict" });
    expect(readlinkSync(link)).toBe(trap);
    await write({ name: "link.jsonl", replace: true });
    expect(readdirSync(app.folder)).not.toContain("trap");
    expect(statSync(link).size).toBeGreaterThan(1_000);
  });

  it.each([
    ["that is not there", "nowhere"],
    ["that is a file", "file"],
    ["below a file", "file/deeper"],
    ["with a NUL in its name", "a\0b"],
    ["with a name longer than any", "x".repeat(5_000)],
  ])("into a folder %s is refused, and no fault of ours", async (_, name) => {
    app.write("file", "x");
    await expect(write({ name: "a.jsonl", folder: join(app.folder, name) })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("over a folder fails, and leaves no partial file", async () => {
    mkdirSync(join(app.folder, "folder.jsonl"));
    await expect(write({ name: "folder.jsonl", replace: true })).rejects.toMatchObject({ code: "not_writable" });
    expect(readdirSync(app.folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("is not for the desktop, which has a save dialog", async () => {
    const artifact = await dataset();
    const desktop = app.app.client({ kind: "desktop", windowId: 1 });
    const answer = await desktop.call("files.write", { artifact, folder: app.folder, name: "a" });
    expect(answer).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });
});

describe("settings", () => {
  it("are kept, given back by name or all at once, and forgotten by null", async () => {
    await app.query("settings.set", { name: "draft.chat.new", value: { text: "Hé", at: [1, null] } });
    await app.query("settings.set", { name: "appearance.theme", value: "dark" });
    app = await app.reopen();
    expect((await app.query("settings.get", { names: ["appearance.theme", "layout.none"] })).values).toEqual({
      "appearance.theme": "dark",
    });
    await app.query("settings.set", { name: "appearance.theme", value: null });
    expect((await app.query("settings.get", {})).values).toEqual({ "draft.chat.new": { text: "Hé", at: [1, null] } });
  });

  it("that look like an object's own parts are values like any other, and change nothing", async () => {
    const input: unknown = JSON.parse('{"name":"constructor","value":{"__proto__":{"isAdmin":true},"toString":1}}');
    expect(await app.client.call("settings.set", input as never)).toMatchObject({ ok: true });
    expect((await app.query("settings.get", { names: ["constructor", "toString"] })).values).toEqual({
      constructor: { toString: 1 },
    });
    expect({}).not.toHaveProperty("isAdmin");
  });

  it.each([5_000, 100_000])("nested %d deep are refused, and nothing is thrown", async (depth) => {
    const value = JSON.parse("[".repeat(depth) + "]".repeat(depth)) as never;
    const answer = await app.client.call("settings.set", { name: "draft.deep", value });
    expect(answer).toMatchObject({ ok: false, error: { code: "invalid_input" } });
  });

  it("tell every screen that they have changed", async () => {
    const changed: string[] = [];
    app.client.subscribe((event) => event.topic === "changed" && changed.push(event.domain));
    await app.query("settings.get", {});
    await app.query("settings.set", { name: "layout.a", value: 1 });
    expect(changed).toEqual(["settings"]);
  });

  it("of any length are not taken, nor under any name", async () => {
    const long = app.query("settings.set", { name: "draft.x", value: "x".repeat(262_144) });
    await expect(long).rejects.toMatchObject({ code: "invalid_input" });
    for (const name of ["__proto__", "", "a b", "x".repeat(101)]) {
      const answer = await app.client.call("settings.set", { name, value: 1 });
      expect(answer).toMatchObject({ ok: false, error: { code: "invalid_input" } });
    }
    expect(unwrap(await app.client.call("settings.get", {})).values).toEqual({});
  });
});

it("says of itself which version it is and where its data lies", async () => {
  expect(await app.query("app.about", {})).toMatchObject({
    version: "0.0.0",
    node: process.versions.node,
    dataFolder: join(app.folder, "data"),
    practiceSeconds: 60,
  });
});
