import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { preparationSchema } from "../../shared/contract/training-data.ts";
import { sha256, talk, talks, useDesk, type Row } from "./prepare.fixture.ts";
import { prepare } from "./prepare.ts";
import { validate } from "./validate.ts";

const desk = useDesk();

describe("a database becomes a training file", () => {
  test("lines are what providers take, and size and hash are those of the file", async () => {
    const source = desk.database("a.db", talks(0, 3));
    const { files, sources, ...report } = await desk.run([source]);
    const expected = [0, 1, 2].map(
      (i) =>
        `{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Question c${i}"},{"role":"assistant","content":"Answer c${i}."}]}\n`,
    );
    expect(desk.read("train.jsonl")).toBe(expected.join(""));
    const path = join(desk.folder, "train.jsonl");
    const bytes = readFileSync(path).length;
    expect(files).toEqual([{ path, role: "train", examples: 3, bytes, sha256: sha256(path), tokens: null }]);
    expect(sources).toEqual([{ path: source, bytes: readFileSync(source).length, sha256: sha256(source) }]);
    const { datasetId: _, ...shape } = preparationSchema.shape;
    expect(Object.keys({ files, ...report }).toSorted()).toEqual(Object.keys(shape).toSorted());
    expect(report).toEqual({ examples: 3, conversationsRead: 3, skipped: [], shortened: [] });
  });

  test.each(["UTF-8", "UTF-16le", "UTF-16be"])("texts stored as %s come out as the same bytes", async (encoding) => {
    const said = 'Zoë 😀 "quoted" \\ \u2028 \u0001 \u007f </script>\r\n\t';
    const path = join(desk.folder, "a.db");
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA encoding = '${encoding}';
      CREATE TABLE conversations (id TEXT PRIMARY KEY, system_prompt TEXT);
      CREATE TABLE messages (conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT);
      INSERT INTO conversations VALUES ('ü', 'Sei nett, Zoë.')`);
    const insert = db.prepare("INSERT INTO messages VALUES ('ü', ?, ?, ?)");
    insert.run(0, "user", said);
    insert.run(1, "assistant", said);
    db.close();
    await desk.run([path]);
    const messages = [
      { role: "system", content: "Sei nett, Zoë." },
      { role: "user", content: said },
      { role: "assistant", content: said },
    ];
    expect(desk.read("train.jsonl")).toBe(`${JSON.stringify({ messages })}\n`);
  });

  test("what is no text, or broken text, still makes lines that are UTF-8 and JSON", async () => {
    const path = desk.database("a.db", talk("c"));
    const db = new DatabaseSync(path);
    const values = [
      "CAST(x'FF66C328' AS TEXT)",
      "CAST(x'EDA0807A' AS TEXT)",
      "x'636166C3A9'",
      "12",
      "2.5",
      "char(0, 97)",
    ];
    for (const [at, value] of values.entries()) {
      const role = at % 2 === 0 ? "user" : "assistant";
      db.exec(
        `INSERT INTO messages (conversation_id, message_index, role, content) VALUES ('b', ${at}, '${role}', ${value})`,
      );
    }
    db.exec("INSERT INTO conversations (id) VALUES ('b')");
    db.close();
    await desk.run([path]);
    const [, line = ""] = desk.read("train.jsonl").split("\n");
    const { messages } = JSON.parse(line) as { messages: { content: string }[] };
    const contents = ["\ufffdf\ufffd(", "\ufffd\ufffd\ufffdz", "café", "12", "2.5", "\0a"];
    expect(messages.map(({ content }) => content)).toEqual(contents);
    expect(Buffer.from(desk.read("train.jsonl")).equals(readFileSync(join(desk.folder, "train.jsonl")))).toBe(true);
  });

  test("the order of messages is their index's, not their rows'", async () => {
    const rows: Row[] = [
      ["c", 2, "user", "third"],
      ["c", 0, "user", "first"],
      ["c", 1, "assistant", "second"],
      ["c", 3, "assistant", "fourth"],
    ];
    await desk.run([desk.database("a.db", rows)]);
    expect([...desk.read("train.jsonl").matchAll(/first|second|third|fourth/g)].map(([word]) => word)).toEqual([
      "first",
      "second",
      "third",
      "fourth",
    ]);
  });

  test("every conversation left out or shortened is counted by its reason", async () => {
    const rows: Row[] = [
      ...talk("whole"),
      ...talk("same", "Question whole", "Answer whole."),
      ...talk("failed", "Question f", "[ERROR: Error calling LLM API for model x: 529]"),
      ...talk("empty", "Question e", ""),
      ["alone", 0, "user", "Anyone?"],
      ...talk("cut"),
      ["cut", 2, "user", "And?"],
      ["cut", 3, "assistant", "Sorry, an error occurred."],
    ];
    const result = await desk.run([desk.database("a.db", rows)]);
    expect(result).toMatchObject({
      examples: 2,
      conversationsRead: 6,
      skipped: [
        { reason: "no_reply", count: 1 },
        { reason: "empty_message", count: 1 },
        { reason: "api_error", count: 1 },
        { reason: "duplicate", count: 1 },
      ],
      shortened: [{ reason: "api_error", count: 1 }],
    });
  });

  test("duplicates are found across sources, and kept when asked for", async () => {
    const sources = [desk.database("a.db", talks(0, 3)), desk.database("b.db", talks(2, 3))];
    expect(await desk.run(sources)).toMatchObject({ examples: 5, skipped: [{ reason: "duplicate", count: 1 }] });
    expect(await desk.run(sources, { recipe: { keepDuplicates: true } })).toMatchObject({ examples: 6, skipped: [] });
  });

  test("a limit does not cut a conversation whose rows stand further on", async () => {
    const rows: Row[] = [
      ...talk("c0"),
      ...talk("c1"),
      ["c0", 2, "user", "And?"],
      ["c0", 3, "assistant", "More."],
      ...talk("c2"),
    ];
    const source = desk.database("a.db", rows);
    const result = await desk.run([source], { recipe: { maxConversations: 1 } });
    expect(result).toMatchObject({ examples: 1, conversationsRead: 1 });
    expect(desk.read("train.jsonl")).toContain("More.");
  });

  test("maxConversations counts the conversations that the filters let through, over all sources in order", async () => {
    const failed = talk("x", "Question x", "");
    const sources = [desk.database("a.db", [...failed, ...talks(0, 2)]), desk.database("b.db", talks(5, 3))];
    const result = await desk.run(sources, { recipe: { maxConversations: 3 } });
    expect(desk.questions("train.jsonl")).toEqual(["c0", "c1"]);
    expect(result).toMatchObject({ examples: 2, conversationsRead: 3 });
    const over = await desk.run(sources, { recipe: { maxConversations: 4 } });
    expect(over).toMatchObject({ examples: 3, conversationsRead: 4 });
    expect(over.sources).toHaveLength(2);
    expect(await desk.run(sources, { recipe: { maxConversations: 0 } })).toMatchObject({ examples: 5 });
  });

  test("tokens are counted when asked for, and agree with what validate counts", async () => {
    const { files } = await desk.run([desk.database("a.db", talks(0, 20))], { recipe: { countTokens: true } });
    const task = {
      path: join(desk.folder, "train.jsonl"),
      validationPath: null,
      provider: "openai",
      model: null,
    } as const;
    expect(files[0]?.tokens).toBe((await validate(task, () => {})).tokens.total);
  });

  test("progress counts conversations up to the last", async () => {
    const seen: number[] = [];
    const task = desk.task([desk.database("a.db", talks(0, 1200))]);
    await prepare(task, ({ done, unit }) => seen.push(unit === "conversations" ? done : -1));
    expect(seen).toEqual([500, 1000, 1200]);
  });
});

describe("rows that do not stand together", () => {
  test("give each conversation once, after what came before them in other sources", async () => {
    const apart = talks(10, 800).toSorted((a, b) => a[1] - b[1]);
    const sources = [
      desk.database("a.db", talks(0, 5)),
      desk.database("b.db", apart),
      desk.database("c.db", talks(900, 5)),
    ];
    const result = await desk.run(sources);
    expect(result).toMatchObject({ examples: 810, conversationsRead: 810, skipped: [] });
    expect(new Set(desk.questions("train.jsonl")).size).toBe(810);
    expect(desk.questions("train.jsonl").slice(0, 5)).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    const late = desk.database("late.db", [
      ...talks(0, 700),
      ["c0", 2, "user", "More?"],
      ["c0", 3, "assistant", "Yes."],
    ]);
    expect(await desk.run([late], { recipe: { countTokens: true } })).toMatchObject({
      examples: 700,
      conversationsRead: 700,
    });
    expect(desk.read("train.jsonl")).toContain('Answer c0."},{"role":"user","content":"More?"}');
  });
});

test("rows that are apart within sight of the beginning, or far beyond it, give the same examples", async () => {
  const rows = talks(0, 300);
  const near = rows.toSorted((a, b) => a[1] - b[1]);
  const far: Row[] = [...rows, ["c299", 2, "user", "More?"], ["c299", 3, "assistant", "Yes."]];
  await desk.run([desk.database("near.db", near)]);
  expect(desk.questions("train.jsonl")).toHaveLength(300);
  const { examples } = await desk.run([
    desk.database("far.db", [...far, ["c40", 2, "user", "And?"], ["c40", 3, "assistant", "No."]]),
  ]);
  expect(examples).toBe(300);
  expect(desk.read("train.jsonl")).toContain('Answer c40."},{"role":"user","content":"And?"}');
});

describe("the same recipe on the same sources", () => {
  test("gives the same bytes, and the seed changes only the split", async () => {
    const sources = [
      desk.database("a.db", talks(0, 100)),
      desk.database(
        "b.db",
        talks(200, 100).toSorted((a, b) => a[1] - b[1]),
      ),
    ];
    const outputs = async (seed: number) => {
      const recipe = { validationFraction: 0.2, seed };
      const { files } = await desk.run(sources, { recipe, validationOut: join(desk.folder, "held.jsonl") });
      return files.map(({ sha256: hash }) => hash);
    };
    expect(await outputs(1)).toEqual(await outputs(1));
    expect(await outputs(1)).not.toEqual(await outputs(2));
  });
});

describe("validation data", () => {
  test("is a tenth, shares no opening with training, and both files are told with their own numbers", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => talk(`c${i}`, `Question ${i % 50}`, `Answer ${i}.`)).flat();
    const recipe = { validationFraction: 0.1, countTokens: true };
    const { files, examples } = await desk.run([desk.database("a.db", rows)], {
      recipe,
      validationOut: join(desk.folder, "held.jsonl"),
    });
    expect(examples).toBe(200);
    expect(files.map(({ role, examples: n }) => [role, n])).toEqual([
      ["train", 180],
      ["validation", 20],
    ]);
    for (const file of files) expect(file.sha256).toBe(sha256(file.path));
    const held = new Set(desk.questions("held.jsonl"));
    expect(desk.questions("train.jsonl").some((question) => held.has(question))).toBe(false);
    const task = {
      path: join(desk.folder, "train.jsonl"),
      validationPath: join(desk.folder, "held.jsonl"),
      provider: "openai",
      model: null,
    } as const;
    const { findings, tokens } = await validate(task, () => {});
    expect([findings, tokens.total]).toEqual([[], files[0]?.tokens]);
    expect(readdirSync(desk.folder).toSorted()).toEqual(["a.db", "held.jsonl", "train.jsonl"]);
  });

  test("that cannot be divided from training is refused, and nothing is written", async () => {
    const source = desk.database("a.db", [...talk("a", "Question x", "One."), ...talk("b", "Question x", "Two.")]);
    const task = desk.task([source], {
      recipe: { validationFraction: 0.5 },
      validationOut: join(desk.folder, "held.jsonl"),
    });
    await expect(prepare(task, () => {})).rejects.toMatchObject({ code: "invalid_input" });
    expect(readdirSync(desk.folder)).toEqual(["a.db"]);
  });

  test("needs both a name and a fraction", async () => {
    const source = desk.database("a.db", talks(0, 3));
    const alone = [
      desk.task([source], { validationOut: join(desk.folder, "held.jsonl") }),
      desk.task([source], { recipe: { validationFraction: 0.5 } }),
    ];
    for (const task of alone) await expect(prepare(task, () => {})).rejects.toMatchObject({ code: "invalid_input" });
  });
});
