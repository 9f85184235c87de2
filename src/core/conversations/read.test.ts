import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as databases from "../../../test/fixtures/databases.ts";
import * as foreign from "../../../test/fixtures/foreign-databases.ts";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import {
  type Conversation,
  type ConversationPage,
  conversationPageSchema,
  conversationSchema,
  type Inspection,
  inspectionSchema,
} from "../../shared/contract/conversations.ts";
import { inspectFile } from "./inspect.ts";
import { listConversations } from "./list.ts";
import { openSource } from "./open.ts";
import { sortedKeysSql } from "./message-rows.ts";
import { InterleavedRows, scanConversations, type ScannedConversation } from "./scan.ts";
import { showConversation } from "./show.ts";

type Build = (folder: string) => string;

async function inspect(build: Build): Promise<Inspection> {
  using folder = temporaryFolder();
  return inspectionSchema.parse(await inspectFile(build(folder.path), () => undefined));
}

function list(build: Build, options: { search?: string; limit?: number; offset?: number } = {}): ConversationPage {
  using folder = temporaryFolder();
  using source = openSource(build(folder.path));
  return conversationPageSchema.parse(listConversations(source, { limit: 50, offset: 0, ...options }));
}

function show(build: Build, id: string): Conversation {
  using folder = temporaryFolder();
  using source = openSource(build(folder.path));
  return conversationSchema.parse(showConversation(source, id));
}

function scan(build: Build, sorted = false): ScannedConversation[] {
  using folder = temporaryFolder();
  using source = openSource(build(folder.path));
  return [...scanConversations(source, { sorted })];
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function ids(conversations: readonly { id: string }[]): string[] {
  return conversations.map(({ id }) => id);
}

describe("a file's kind is decided by the tables that hold rows", () => {
  it.each([
    [databases.variantA, "conversations", 2, 5],
    [databases.variantB, "conversations", 4, 8],
    [databases.variantCWithoutMessages, "conversations", 3, 5],
    [databases.variantCMixed, "conversations", 2, 4],
    [databases.variantD, "conversations", 9, 19],
    [databases.evaluation, "evaluation", 2, 6],
    [databases.judgments, "judgments", 0, 0],
    [databases.likertJudgments, "judgments", 0, 0],
    [databases.comparisons, "comparisons", 0, 0],
    [databases.jobs, "jobs", 0, 0],
    [databases.unrelated, "unknown", 0, 0],
    [databases.withoutRows, "unknown", 0, 0],
    [foreign.speakerAndText, "conversations", 2, 4],
    [foreign.messagesAlone, "conversations", 2, 3],
    [foreign.jsonColumn, "conversations", 3, 4],
    [foreign.pairs, "conversations", 2, 3],
    [foreign.exchanges, "conversations", 1, 4],
    [foreign.tokenCounts, "unknown", 0, 0],
  ] as const)("%o", async (build, kind, conversations, messages) => {
    expect(await inspect(build)).toMatchObject({ kind, conversations, messages });
  });

  it("says which tables there are where no conversations are", () => {
    expect(() => list(databases.unrelated)).toThrow(expect.objectContaining({ code: "no_conversations" }));
    expect(() => list(databases.unrelated)).toThrow(/invoices/);
    expect(() => scan(databases.judgments)).toThrow(/single_judgments/);
    expect(() => list(databases.withoutRows)).toThrow(/none of its tables holds a row/);
  });
});

describe("inspect", () => {
  it("counts roles, models, prompts, times and every flaw", async () => {
    const { path, ...rest } = await inspect(databases.variantD);
    expect(path).toMatch(/variant-d\.db$/);
    expect(rest).toMatchObject({
      roles: { user: 10, assistant: 8, narrator: 1 },
      models: [{ name: "gpt-4o", count: 9 }],
      systemPrompts: [{ name: "calm (1)", count: 9 }],
      from: "2025-04-01T10:00:00",
      to: "2025-04-09T10:00:00",
    });
    expect(Object.fromEntries(rest.findings.map(({ code, count }) => [code, count]))).toEqual({
      api_error_message: 1,
      empty_message: 1,
      no_messages: 1,
      no_reply: 1,
      ends_with_user: 2,
      consecutive_same_role: 1,
      duplicate_conversation: 1,
      orphan_messages: 2,
      unknown_role: 1,
    });
  });

  it("counts the prompts that a renamed column keeps as names", async () => {
    const { systemPrompts, findings } = await inspect(databases.variantB);
    expect(findings).toContainEqual({ code: "prompt_in_name_column", count: 2 });
    // The bare name of `b-bare` is no prompt.
    expect(systemPrompts.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it("notices rows that do not stand together", async () => {
    const { findings, conversations } = await inspect(databases.interleaved);
    expect([conversations, findings]).toEqual([2, [{ code: "interleaved_rows", count: 2 }]]);
  });

  it("reads a training file, preference data and a broken line", async () => {
    const { path: _, ...rest } = await inspect((folder) => {
      const path = join(folder, "train.jsonl");
      const example = {
        messages: [
          { role: "system", content: "S" },
          { role: "user", content: "U" },
          { role: "assistant", content: "A" },
        ],
      };
      const preference = {
        input: { messages: [{ role: "user", content: "Q" }] },
        preferred_output: [{ role: "assistant", content: "R" }],
        non_preferred_output: [{ role: "assistant", content: "N" }],
      };
      writeFileSync(path, `\ufeff${JSON.stringify(example)}\n{"broken\n${JSON.stringify(preference)}\n`);
      return path;
    });
    expect(rest).toMatchObject({
      kind: "training",
      conversations: 2,
      messages: 5,
      roles: { system: 1, user: 2, assistant: 2 },
      findings: [{ code: "damaged", count: 1 }],
    });
  });

  it("counts a line of a training file that nests too deep as damaged, and does not fail over it", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const { conversations, findings } = await inspect((folder) => {
      const path = join(folder, "train.jsonl");
      const good = JSON.stringify({ messages: [{ role: "user", content: "U" }] });
      writeFileSync(path, `${good}\n{"input":${deep},"preferred_output":[]}\n${deep}\n`);
      return path;
    });
    expect(conversations).toBe(1);
    expect(findings).toContainEqual({ code: "damaged", count: 2 });
  });
});

describe("list", () => {
  it("puts the newest first and pages without gaps", () => {
    const all = ids(list(databases.variantD).conversations);
    expect(all[0]).toBe("twin-2");
    const pages = [0, 4, 8].flatMap((offset) => ids(list(databases.variantD, { limit: 4, offset }).conversations));
    expect(pages).toEqual(all);
    expect(list(databases.variantD, { offset: 50 })).toEqual({ total: 9, conversations: [] });
  });

  it("tells of each what it is", () => {
    expect(list(databases.variantD, { search: "second HALF" })).toEqual({
      total: 1,
      conversations: [
        {
          id: "doubled",
          createdAt: "2025-04-07T10:00:00",
          name: "Name of doubled",
          model: "gpt-4o",
          systemPromptName: "calm (1)",
          messages: 3,
          preview: "First half",
        },
      ],
    });
  });

  it.each([
    ["ölpumpe", ["good"]],
    ["NAME OF TWIN", ["twin-2", "twin-1"]],
    ["100%", []],
    ["_", []],
  ])("finds %j whatever its case, and takes no wildcard", (search, found) => {
    expect(ids(list(databases.variantD, { search }).conversations)).toEqual(found);
  });

  it("finds system prompts wherever they stand", () => {
    expect(list(databases.variantD, { search: "be CALM" }).total).toBe(9);
    expect(ids(list(databases.variantB, { search: "never shout" }).conversations)).toEqual(["b-lined"]);
    expect(list(databases.evaluation, { search: "configured" }).total).toBe(2);
    expect(list(databases.variantCMixed, { search: "from the rows" }).total).toBe(1);
  });

  it("counts and previews what stands in a conversation's own row", () => {
    const { conversations } = list(databases.variantCWithoutMessages);
    expect(conversations.map(({ id, messages, preview }) => [id, messages, preview])).toEqual([
      ["c-3", 1, "Hm?"],
      ["c-2", 2, "And red?"],
      ["c-1", 2, "Why is the sky blue?"],
    ]);
  });

  it("leaves the system message of an evaluation out of count and preview", () => {
    expect(list(databases.evaluation).conversations[1]).toMatchObject({
      id: "e-1",
      model: "gpt-4o-mini",
      messages: 2,
      preview: "Tell me about e-1",
    });
  });

  it("cuts a preview of three million characters", () => {
    const { conversations } = list(foreign.hostile);
    expect(conversations.map(({ preview }) => preview.length).every((length) => length <= 200)).toBe(true);
  });
});

describe("show", () => {
  it("takes a unique beginning of an id, and no other", () => {
    expect(show(databases.variantD, "goo").id).toBe("good");
    expect(() => show(databases.variantD, "twin")).toThrow(expect.objectContaining({ code: "conflict" }));
    expect(() => show(databases.variantD, "nobody's")).toThrow(expect.objectContaining({ code: "not_found" }));
    expect(() => show(databases.variantD, "")).toThrow(expect.objectContaining({ code: "not_found" }));
    expect(() => show(databases.variantD, "%")).toThrow(expect.objectContaining({ code: "not_found" }));
  });

  it.each([
    ["b-long", databases.LONG_PROMPT.trim(), null],
    ["b-lined", databases.LINED_PROMPT, null],
    ["b-named", "Be a helper.", "helper (2)"],
    ["b-bare", null, "helper (1)"],
  ])("reads the renamed prompt column of %s", (id, prompt, name) => {
    const { systemPrompt, systemPromptName } = show(databases.variantB, id);
    expect([systemPrompt?.trim() ?? null, systemPromptName]).toEqual([prompt, name]);
  });

  it("orders by index where the rows do not, and keeps the file's indexes", () => {
    expect(show(databases.interleaved, "y").messages).toEqual([
      { index: 0, role: "user", content: "y0" },
      { index: 1, role: "assistant", content: "y1" },
    ]);
    expect(show(databases.evaluation, "e-1")).toMatchObject({
      systemPrompt: "Configured.",
      messages: [{ index: 1 }, { index: 2 }],
    });
  });

  it("reads bytes, numbers, NUL, NULL and broken UTF-8 as text", () => {
    expect(show(foreign.hostile, "h-1").messages.map(({ content }) => content)).toEqual([
      "Infinity",
      "hi\ufffd",
      "be\0fore \ufffd after",
      "12",
    ]);
    expect(show(foreign.hostile, "h-2").messages.map(({ role }) => role)).toEqual(["unknown", "assistant"]);
  });

  it("keeps 64-bit ids whole and finds them", () => {
    expect(show(foreign.speakerAndText, "9007199254740993")).toMatchObject({
      name: "Big id",
      model: "llama",
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
      ],
    });
  });

  it("reads exchanges of one conversation in order, with their system prompt", () => {
    expect(show(foreign.exchanges, "k")).toMatchObject({
      name: "Counting",
      systemPrompt: "Count.",
      messages: ["One?", "Two.", "Three?", "Four."].map((content, index) => ({ index, content })),
    });
  });
});

describe("a conversation too long to be shown", () => {
  it.each([
    ["text", ["x".repeat(2_000_001)], 1],
    ["number of messages", Array.from({ length: 20_001 }, () => "x"), 20_000],
  ])("is cut at its %s and says so, instead of looking whole", (_, texts, shown) => {
    using folder = temporaryFolder();
    const path = databases.buildDatabase(
      folder.path,
      "long.db",
      `CREATE TABLE conversations (id TEXT PRIMARY KEY, model TEXT);
       CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT);`,
      { conversations: [["one", "m"]], messages: texts.map((text, at) => [at, "one", at, "user", text]) },
    );
    using source = openSource(path);
    const { isCut, messages } = showConversation(source, "one");
    expect([isCut, messages.length, messages[0]?.content.length]).toEqual([
      true,
      shown,
      Math.min(texts[0]?.length ?? 0, 2_000_000),
    ]);
  });
});

describe("scanConversations", () => {
  it("yields conversations in the order of their rows, then those without rows, and no orphans", () => {
    expect(ids(scan(databases.variantD))).toEqual([
      "good",
      "failed",
      "empty",
      "no-reply",
      "ends-user",
      "doubled",
      "twin-1",
      "twin-2",
      "silent",
    ]);
    expect(scan(databases.variantD)[2]).toEqual({
      id: "empty",
      model: "gpt-4o",
      provider: null,
      createdAt: "2025-04-03T10:00:00",
      systemPrompt: "Be calm.",
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "" },
      ],
    });
  });

  it("yields rows without messages as conversations, beside those with messages", () => {
    expect(
      scan(databases.variantCMixed).map(({ id, messages }) => [id, ...messages.map(({ content }) => content)]),
    ).toEqual([
      ["c-1", "From the rows?", "From the rows."],
      ["c-2", "Only here?", "Only here."],
    ]);
  });

  it.each([false, true])("takes an index that is kept as text for a number: 2 before 10 (sorted: %s)", (sorted) => {
    const [conversation] = scan(databases.textIndexes, sorted);
    const wanted = Array.from({ length: 12 }, (_, at) => `message ${at}`);
    expect(conversation?.messages.map(({ content }) => content)).toEqual(wanted);
    expect(show(databases.textIndexes, "one").messages.map(({ content }) => content)).toEqual(wanted);
  });

  it("says so where rows are interleaved, and gathers them when it sorts", () => {
    expect(() => scan(databases.interleaved)).toThrow(InterleavedRows);
    expect(
      scan(databases.interleaved, true).map(({ id, messages }) => [id, ...messages.map(({ content }) => content)]),
    ).toEqual([
      ["x", "x0", "x1"],
      ["y", "y0", "y1"],
    ]);
  });

  it("keeps the order of the conversations' own rows when it sorts, also where no index finds them", () => {
    const schema = `CREATE TABLE conversations (id TEXT, created_at TEXT, system_prompt TEXT, model TEXT);
      CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT);`;
    const build = (folder: string) =>
      databases.buildDatabase(folder, "unindexed.db", schema, {
        conversations: ["z", "a", "m", "z"].map((id, at) => [id, null, null, `model ${at}`]),
        messages: ["z", "a", "z", "m", "a", "m"].map((id, at) => [at, id, at, at < 3 ? "user" : "assistant", `${at}`]),
      });
    expect(scan(build, true).map(({ id, model, messages }) => [id, model, messages.length])).toEqual([
      ["z", "model 0", 2],
      ["a", "model 1", 2],
      ["m", "model 2", 2],
    ]);
  });

  it("does not go through all conversations for each message when it sorts them without an index", () => {
    using folder = temporaryFolder();
    const schema = `CREATE TABLE conversations (id TEXT, created_at TEXT, model TEXT);
      CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT);`;
    const rows = { conversations: [["a", null, null]], messages: [[1, "a", 0, "user", "Hi"]] };
    using source = openSource(databases.buildDatabase(folder.path, "unindexed.db", schema, rows));
    const { messages, conversations } = source.layout;
    const sql = messages === null ? "" : sortedKeysSql(messages, conversations);
    const plan = source.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    expect(JSON.stringify(plan)).toContain("SEARCH c USING AUTOMATIC COVERING INDEX");
  });

  it.each([
    databases.variantA,
    databases.variantB,
    databases.variantCMixed,
    databases.variantD,
    databases.evaluation,
    foreign.speakerAndText,
    foreign.messagesAlone,
    foreign.jsonColumn,
    foreign.pairs,
    foreign.exchanges,
    foreign.hostile,
    foreign.snowflakeIds,
  ])("gives the same conversations sorted and unsorted: %o", (build) => {
    expect(scan(build, true).toSorted(byId)).toEqual(scan(build).toSorted(byId));
  });

  it("reads each row once where row ids are too large for JavaScript's numbers", () => {
    const contents = scan(foreign.snowflakeIds).map(({ messages }) => messages.map(({ content }) => content));
    expect(contents.flat()).toEqual(Array.from({ length: 60 }, (_, at) => `message ${at}`));
    expect(contents.map(({ length }) => length)).toEqual([20, 20, 20]);
  });

  it("reads other people's names for roles, and messages in JSON", () => {
    expect(scan(foreign.jsonColumn)[0]).toMatchObject({
      systemPrompt: "Be short.",
      messages: [
        { role: "user", content: "Ping \ufffd" },
        { role: "assistant", content: "Pong" },
      ],
    });
    expect(scan(foreign.jsonColumn)[1]?.messages).toEqual([{ role: "user", content: "In parts" }]);
  });
});

describe("a hostile file", () => {
  it("is read without running its views, triggers, generated columns or virtual tables", async () => {
    expect(await inspect(foreign.hostile)).toMatchObject({
      kind: "conversations",
      conversations: 2,
      messages: 6,
      models: [],
    });
  });
});
