import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../../test/fixtures/temporary-folder.ts";
import { createChatStore } from "./chats.ts";
import { openChatDatabase } from "./database.ts";
import { createExchangeStore } from "./exchanges.ts";

// A process that slept for an hour is taken for dead; when it wakes, its reply must not be kept beside the new one.
it("lets a late writer change nothing of an exchange that somebody else has begun since", () => {
  using folder = temporaryFolder();
  const file = openChatDatabase(join(folder.path, "conversations.db"));
  const chats = createChatStore(file, () => false);
  chats.create("chat", [{ model: "m", systemPrompt: null, persona: null }], 1);
  const storeOf = (core: string) => createExchangeStore(file, { core, host: "h", boot: "b", process: 1 }, () => false);
  const [late, other] = [storeOf("late"), storeOf("other")];
  const key = { chatId: "chat", position: 0, replyId: "first" };
  const whole = {
    model: "m",
    reply: "Whole.",
    numbers: {
      finishReason: "stop",
      usage: { inputTokens: null, outputTokens: null },
      firstTokenMs: 1,
      latencyMs: 2,
    },
  };
  late.begin({ ...key, operationId: "op_1", message: "Hello", title: "Hello" }, 2);
  const second = { ...key, replyId: "second" };
  other.begin({ ...second, operationId: "op_2", message: "Hello", title: "Hello" }, 3);

  late.save(key, "half", 4);
  late.end(key, "failed", "half", null);
  expect(() => late.keep(key, whole, 5)).toThrow(
    expect.objectContaining({ code: "conflict", detail: { reply: "Whole." } }),
  );
  expect(chats.show("chat").panes[0]).toMatchObject({
    messages: [],
    pending: { replyId: "second", state: "streaming", text: "" },
  });
  other.keep(second, whole, 6);
  expect(chats.show("chat").panes[0]).toMatchObject({
    messages: [{ content: "Hello" }, { content: "Whole." }],
    pending: null,
  });
});

it.skipIf(process.platform === "win32")("leaves nothing behind where the file finds no room", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "conversations.db");
  const modules = ["chats.ts", "database.ts"].map((name) => JSON.stringify(new URL(name, import.meta.url).href));
  const program = `
    const [{ createChatStore }, { openChatDatabase }] = await Promise.all([${modules.map((name) => `import(${name})`).join(", ")}]);
    const chats = createChatStore(openChatDatabase(${JSON.stringify(path)}), () => false);
    const panes = [{ model: "m", systemPrompt: "x".repeat(900_000), persona: null }];
    try { chats.create("chat", panes, 1); } catch (error) { console.log(JSON.stringify(error.toBody())); }`;
  // A limit on the size of files is the lack of room that needs no rights to make; SQLite calls it a failed write.
  const limited = ["-c", 'ulimit -f 600; exec "$0" --input-type=module -e "$1"', process.execPath, program];
  const { stdout, stderr } = spawnSync("/bin/sh", limited, { encoding: "utf8" });
  expect(stderr).not.toContain("Error");
  expect(JSON.parse(stdout)).toMatchObject({ code: "not_writable", hint: expect.stringContaining("data folder") });
  expect(readdirSync(folder.path)).toEqual([]);
});
