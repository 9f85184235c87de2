import { describe, expect, it } from "vitest";
import * as databases from "../../../test/fixtures/databases.ts";
import * as foreign from "../../../test/fixtures/foreign-databases.ts";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { ConversationIndex } from "./conversation-index.ts";
import { inspectFile } from "./inspect.ts";
import { listConversations, type ListOptions } from "./list.ts";
import { openSource } from "./open.ts";

/** Prompts of every kind: named, unnamed, kept as a name, said as a message, and several under one name. */
function manyPrompts(folder: string): string {
  const schema = `CREATE TABLE conversations (id TEXT, created_at TEXT, system_prompt_name TEXT, system_prompt TEXT,
      model TEXT);
    CREATE TABLE messages (conversation_id TEXT, message_index INTEGER, role TEXT, content TEXT);`;
  const heads = [
    ["named", "helper", "Be one.", "m1"],
    ["renamed", "helper", "Be another.", "m1"],
    ["unnamed", null, "Be a third.\nAnd more.", "m2"],
    ["column", databases.LINED_PROMPT, null, "m2"],
    ["bare", "helper", null, null],
    ["said", null, null, ""],
    ["both", null, "Be a third.", "m1"],
    ["none", null, null, "m1"],
    ["empty", null, null, null],
  ];
  return databases.buildDatabase(folder, "prompts.db", schema, {
    conversations: heads.map(([id = null, name = null, prompt = null, model = null], at) => [
      id,
      `2026-01-0${at + 1}`,
      name,
      prompt,
      model,
    ]),
    messages: [
      // Neither together nor in order, so that every way of reading has to find the first message.
      ["both", 1, "user", "Hi"],
      ["said", 0, "Developer", "Be a third."],
      ["both", 0, "system", databases.LINED_PROMPT],
      ["said", 1, "user", "Hi"],
      ...["named", "renamed", "unnamed", "column", "bare", "none"].map((id) => [id, 0, "user", "Hi"]),
    ],
  });
}

describe("as many conversations are listed under a model or prompt as inspect has counted", () => {
  it.each([
    manyPrompts,
    databases.variantA,
    databases.variantB,
    databases.variantCWithoutMessages,
    databases.variantCMixed,
    databases.variantD,
    databases.interleaved,
    databases.evaluation,
    foreign.speakerAndText,
    foreign.snowflakeIds,
    foreign.messagesAlone,
    foreign.jsonColumn,
    foreign.pairs,
    foreign.exchanges,
  ])("%o", async (build) => {
    using folder = temporaryFolder();
    const path = build(folder.path);
    const { conversations, models, systemPrompts } = await inspectFile(path, () => undefined);
    using source = openSource(path);
    const index = new ConversationIndex();
    const totalOf = (facet: Partial<ListOptions>) => {
      const options = { ...facet, limit: 1, offset: 0 };
      const cold = listConversations(source, options);
      expect(listConversations(source, options, index)).toEqual(cold);
      return cold.total;
    };
    for (const { name, count } of models) expect([name, totalOf({ model: name })]).toEqual([name, count]);
    for (const { name, count } of systemPrompts) {
      expect([name, totalOf({ systemPromptName: name })]).toEqual([name, count]);
    }
    const without = (counts: { count: number }[]) => counts.reduce((rest, { count }) => rest - count, conversations);
    expect(totalOf({ model: "" })).toBe(without(models));
    expect(totalOf({ systemPromptName: "" })).toBe(without(systemPrompts));
  });
});

it("several facets and a search let through what each of them does", () => {
  using folder = temporaryFolder();
  using source = openSource(manyPrompts(folder.path));
  const idsOf = (options: Partial<ListOptions>) =>
    listConversations(source, { limit: 50, offset: 0, ...options }).conversations.map(({ id }) => id);
  expect(idsOf({ systemPromptName: "helper", model: "m1" })).toEqual(["renamed", "named"]);
  expect(idsOf({ systemPromptName: "helper", model: "m1", search: "BE ANOTHER" })).toEqual(["renamed"]);
  expect(idsOf({ systemPromptName: "Be a third." })).toEqual(["said", "unnamed"]);
  expect(idsOf({ systemPromptName: "You are brief." })).toEqual(["both", "column"]);
  expect(idsOf({ systemPromptName: "" })).toEqual(["empty", "none", "bare"]);
  expect(idsOf({ systemPromptName: "nobody" })).toEqual([]);
});
