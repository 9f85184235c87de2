import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { openTestApp } from "../../../test/app.ts";
import { runOperation } from "../../shared/client.ts";
import { buildDatabase, LINED_PROMPT, variantB, variantD } from "../../../test/fixtures/databases.ts";

const filesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

it("a screen names a set, whose files lie in a private folder of their own and can be found again", async () => {
  await using app = openTestApp();
  const source = { path: variantB(app.folder) };
  const recipe = { validationFraction: 0.4, systemPrompt: { kind: "keep" as const } };
  const made = await app.run("trainingData.prepare", {
    sources: [source],
    out: { name: "Ruhig klar" },
    recipe: { ...recipe, keepDuplicates: true },
  });
  const folder = join(app.folder, "data", "datasets", made.datasetId);
  expect(made.files.map(({ path }) => path)).toEqual([
    join(folder, "Ruhig klar.train.jsonl"),
    join(folder, "Ruhig klar.validation.jsonl"),
  ]);
  expect(readdirSync(folder)).toEqual(made.files.map(({ path }) => basename(path)));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(dirname(folder)).mode & 0o777).toBe(0o700);
  const { files } = await app.query("datasets.show", { id: made.datasetId });
  expect(files).toEqual(made.files);
});

it("leaves no folder behind where nothing came of it or it was refused", async () => {
  await using app = openTestApp();
  const datasets = join(app.folder, "data", "datasets");
  const sources = [{ path: variantD(app.folder) }];
  const out = { name: "one" };
  const nothing = { whereModel: "no such model" };
  await expect(app.run("trainingData.prepare", { sources, out, recipe: nothing })).rejects.toMatchObject({
    code: "no_conversations",
  });
  const both = { sources, out, validationOut: { path: "held.jsonl" }, recipe: { validationFraction: 0.5 } };
  await expect(app.run("trainingData.prepare", both)).rejects.toMatchObject({ code: "invalid_input" });
  const tooLong = { sources, out: { name: "長".repeat(80) }, recipe: {} };
  await expect(app.run("trainingData.prepare", tooLong)).rejects.toMatchObject({ code: "invalid_input" });
  expect(filesIn(datasets)).toEqual([]);
});

it("leaves no folder behind where it was stopped while it was writing", async () => {
  await using app = openTestApp();
  const schema = `
    CREATE TABLE conversations (id TEXT PRIMARY KEY, model TEXT, system_prompt TEXT);
    CREATE TABLE messages (id TEXT PRIMARY KEY, conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
    INSERT INTO messages SELECT 'm' || i, 'many' || (i / 2), i % 2, iif(i % 2, 'assistant', 'user'), 'text ' || i FROM n;
    INSERT INTO conversations (id) SELECT DISTINCT conversation_id FROM messages`;
  const path = buildDatabase(app.folder, "many.db", schema, {});
  const stopped = new AbortController();
  let seen: string[] = [];
  app.client.subscribe((event) => {
    if (event.topic !== "operation" || event.progress === null || stopped.signal.aborted) return;
    seen = filesIn(join(app.folder, "data", "datasets")).flatMap((id) =>
      filesIn(join(app.folder, "data", "datasets", id)),
    );
    stopped.abort();
  });
  const input = { sources: [{ path }], out: { name: "one" }, recipe: {} };
  await expect(app.run("trainingData.prepare", input, stopped.signal)).rejects.toMatchObject({ code: "cancelled" });
  expect(seen).toEqual([expect.stringMatching(/^one\.train\.jsonl\.partial_/)]);
  expect(filesIn(join(app.folder, "data", "datasets"))).toEqual([]);
});

it("a screen cannot have training data written to a path", async () => {
  await using app = openTestApp();
  const screen = app.app.client({ kind: "browser", sessionId: "one" });
  const made = await app.run("trainingData.prepare", {
    sources: [{ path: variantD(app.folder) }],
    out: { name: "first" },
    recipe: {},
  });
  const sources = [{ datasetId: made.datasetId, role: "train" as const }];
  const input = { operationId: "op_path", sources, out: { path: "out.jsonl" }, recipe: {} };
  await expect(runOperation(screen, "trainingData.prepare", input)).rejects.toMatchObject({ code: "forbidden" });
});

it("a preview looks up the persona that the recipe names, as preparing does", async () => {
  await using app = openTestApp();
  await app.query("personas.add", { personas: [{ name: "calm", systemPrompt: LINED_PROMPT }] });
  const recipe = { systemPrompt: { kind: "persona" as const, name: "calm" } };
  const { items } = await app.run("trainingData.preview", { sources: [{ path: variantD(app.folder) }], recipe });
  expect(items[0]?.messages[0]?.content).toBe(LINED_PROMPT);
});
