import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { unrelated, variantA, variantD } from "../../../test/fixtures/databases.ts";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { listConversations } from "./list.ts";
import { openSource } from "./open.ts";
import { showConversation } from "./show.ts";
import { keepConversation } from "./write.ts";

const talk = {
  model: "gpt-5-mini",
  systemPrompt: "Be brief.",
  messages: [
    { role: "user" as const, content: "Hello" },
    { role: "assistant" as const, content: "Yes?" },
  ],
};
const now = new Date("2026-03-01T10:00:00Z");

it.each([
  ["that does not exist yet", (folder: string) => join(folder, "new.db")],
  ["whose message ids are texts", variantD],
  ["whose message ids count themselves", variantA],
])("adds a conversation to a database %s, and it reads like any other", (_, make) => {
  using folder = temporaryFolder();
  const path = make(folder.path);
  const id = keepConversation(path, talk, now);
  using source = openSource(path);
  expect(showConversation(source, id)).toMatchObject({ model: "gpt-5-mini", systemPrompt: "Be brief." });
  expect(showConversation(source, id).messages.map(({ content }) => content)).toEqual(["Hello", "Yes?"]);
  expect(listConversations(source, { limit: 1, offset: 0 }).conversations).toMatchObject([{ id }]);
});

it("refuses a database of another kind and leaves it as it is", () => {
  using folder = temporaryFolder();
  const path = unrelated(folder.path);
  expect(() => keepConversation(path, talk, now)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  using source = openSource(path);
  expect(source.layout.tablesWithRows).not.toContain("conversations");
});

it("leaves no empty file behind where the conversation cannot be written", () => {
  using folder = temporaryFolder();
  // The name of its journal would be longer than a file system takes.
  const path = join(folder.path, "x".repeat(250));
  expect(() => keepConversation(path, talk, now)).toThrow(expect.objectContaining({ code: "not_writable" }));
  expect(readdirSync(folder.path)).toEqual([]);
  const text = join(folder.path, "notes.db");
  writeFileSync(text, "These are notes and no database, and they stay. ".repeat(20));
  expect(() => keepConversation(text, talk, now)).toThrow(expect.objectContaining({ code: "not_a_database" }));
  expect(readdirSync(folder.path)).toEqual(["notes.db"]);
});
