import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { unrelated, variantA } from "../../../test/fixtures/databases.ts";
import { MODEL, said, useChats } from "./chat.fixture.ts";

const desk = useChats();
const SEND = { replyId: "sent", model: MODEL, systemPrompt: null, message: "From the command line", database: null };

it("lists the chat last spoken in first, and none in which nothing was said", async () => {
  const [first, second] = [await desk.create(), await desk.create(2)];
  await desk.create();
  await desk.reply(second, "Hello");
  await desk.reply(first, `${"word ".repeat(20)}end`);
  const { chats } = await desk.app.query("chat.list", {});
  expect(chats.map(({ id, title, models }) => ({ id, title, models: models.length }))).toEqual([
    { id: first, title: "word ".repeat(12).trim(), models: 1 },
    { id: second, title: "Hello", models: 2 },
  ]);
});

it("keeps a title that a person gave", async () => {
  const id = await desk.create();
  await desk.app.query("chat.rename", { id, title: "Mine" });
  await desk.reply(id, "Hello");
  expect(await desk.show(id)).toMatchObject({ title: "Mine" });
});

it("makes no file before there is a chat", async () => {
  expect(await desk.app.query("chat.list", {})).toEqual({ chats: [] });
  await expect(desk.show("chat_none")).rejects.toMatchObject({ code: "not_found" });
  await expect(desk.reply("chat_none", "Hello")).rejects.toMatchObject({ code: "not_found" });
  expect(existsSync(desk.file)).toBe(false);
});

it("is no training data before a reply was whole", async () => {
  const open = () => desk.app.query("files.openChats", {});
  await expect(open()).rejects.toMatchObject({ code: "not_found" });
  const id = await desk.create();
  desk.simulator.fault({ kind: "cut_stream" });
  await expect(desk.reply(id, "Hello")).rejects.toMatchObject({ code: "no_network" });
  await expect(open()).rejects.toMatchObject({ code: "not_found" });
  await desk.reply(id, "Hello");
  await open();
});

it("refuses a model whose provider nobody knows before anything is written", async () => {
  const panes = [{ model: MODEL }, { model: "nobody-knows" }];
  await expect(desk.app.query("chat.create", { panes })).rejects.toMatchObject({ code: "unknown_model" });
  expect(existsSync(desk.file)).toBe(false);
});

it("adds chats to a file that the command line has made, and removes with a chat its own conversations only", async () => {
  const { conversationId } = await desk.app.run("chat.send", SEND);
  const id = await desk.create(2);
  await desk.reply(id, "Hello");
  await desk.reply(id, "Hello", { pane: 1 });
  await desk.app.run("chat.send", SEND);
  const source = { path: desk.file };
  const count = async () => (await desk.app.run("conversations.inspect", { source })).conversations;
  expect(await count()).toBe(4);
  await desk.app.query("chat.remove", { id });
  expect(await count()).toBe(2);
  await desk.app.query("conversations.show", { source, id: conversationId });
  await expect(desk.show(id)).rejects.toMatchObject({ code: "not_found" });
  const database = new DatabaseSync(desk.file, { readOnly: true });
  for (const table of ["chats", "panes", "pending", "replies"]) {
    expect(database.prepare(`SELECT * FROM tunewright_${table}`).all()).toEqual([]);
  }
  database.close();
});

it("goes on in an old file whose messages count themselves", async () => {
  copyFileSync(variantA(desk.app.folder), desk.file);
  const id = await desk.create();
  await desk.reply(id, "Hello");
  await desk.reply(id, "And?");
  expect(said(await desk.pane(id))).toHaveLength(4);
});

it.each([
  ["a text", "not_a_database", (file: string) => writeFileSync(file, "These are notes and no database. ".repeat(50))],
  ["another database", "invalid_input", (file: string) => copyFileSync(unrelated(desk.app.folder), file)],
])("leaves %s in the place of conversations.db as it is, and says what to do", async (_, code, put) => {
  put(desk.file);
  const before = readFileSync(desk.file);
  const refusal = { code, hint: expect.stringContaining("Move or rename conversations.db") };
  await expect(desk.create()).rejects.toMatchObject(refusal);
  await expect(desk.app.query("chat.list", {})).rejects.toMatchObject(refusal);
  expect(readFileSync(desk.file)).toEqual(before);
});

it("says of a folder in the place of conversations.db that it cannot be written", async () => {
  mkdirSync(desk.file);
  await expect(desk.create()).rejects.toMatchObject({ code: "not_writable" });
});

it("writes nothing into a file that was put in the place of conversations.db while a reply came", async () => {
  const id = await desk.create();
  const note = "no database any more, but a note of somebody ".repeat(20);
  desk.simulator.state.reply = () => {
    rmSync(desk.file);
    writeFileSync(desk.file, note);
    return "Too late.";
  };
  await expect(desk.reply(id, "Hello")).rejects.toMatchObject({ code: "not_a_database" });
  expect(readFileSync(desk.file, "utf8")).toBe(note);
});

it("shows a reply that found no way into the file as failed, with its text, and writes no half of it", async () => {
  const id = await desk.create();
  const change = (sql: string) => {
    using database = new DatabaseSync(desk.file);
    database.exec(sql);
  };
  const refusing = (event: string) =>
    `CREATE TRIGGER no_${event} BEFORE ${event} ON tunewright_pending BEGIN SELECT RAISE(ABORT, 'not now'); END;`;
  desk.simulator.state.reply = () => {
    change(refusing("UPDATE") + refusing("DELETE"));
    return "It was paid for.";
  };
  await expect(desk.reply(id, "Hello")).rejects.toMatchObject({ code: "not_writable" });
  expect(await desk.pane(id)).toMatchObject({
    messages: [],
    pending: { state: "failed", text: "It was paid for.", error: { code: "not_writable" } },
  });
  change("DROP TRIGGER no_UPDATE; DROP TRIGGER no_DELETE");
  desk.simulator.state.reply = () => "Kept.";
  await desk.reply(id, "Hello");
  expect(said(await desk.pane(id))).toEqual(["user: Hello", "assistant: Kept."]);
});
