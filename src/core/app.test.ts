import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestApp, type TestApp, trainingLines } from "../../test/app.ts";
import type { AppEvent } from "../shared/events.ts";

let app: TestApp;
beforeEach(() => {
  app = openTestApp();
});
afterEach(() => app[Symbol.asyncDispose]());

describe("the core", () => {
  it.each([
    { kind: "browser" as const, sessionId: "session_1" },
    { kind: "desktop" as const, windowId: 1 },
  ])("takes no path from a $kind, neither to read nor to write", async (caller) => {
    const screen = app.app.client(caller);
    const path = app.write("train.jsonl", trainingLines(1));
    const inspected = await screen.call("conversations.list", { source: { path } });
    expect(inspected).toMatchObject({ ok: false, error: { code: "forbidden" } });
    const started = await screen.call("chat.send", {
      operationId: "op_1",
      replyId: "reply_1",
      model: "practice/echo",
      message: "Hello",
      database: { path: join(app.folder, "made.db") },
    });
    expect(started.ok).toBe(true);
    const ended = async () => screen.call("operations.get", { operationId: "op_1" });
    await expect.poll(ended).toMatchObject({ data: { state: "failed", error: { code: "forbidden" } } });
    expect(readdirSync(app.folder)).not.toContain("made.db");
  });

  it("knows a source that its host never offered as missing, not as a path", async () => {
    const screen = app.app.client({ kind: "desktop", windowId: 1 });
    const answer = await screen.call("conversations.list", { source: { sourceId: "/etc/passwd" } });
    expect(answer).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  it("tells its screens when another process has written", async () => {
    const heard: AppEvent[] = [];
    app.client.subscribe((event) => heard.push(event));
    await using other = openTestApp({ dataFolder: join(app.folder, "data") });
    await other.query("personas.add", { personas: [{ name: "a", systemPrompt: "Be brief." }] });
    await expect.poll(() => heard.map((event) => event.topic), { timeout: 5000 }).toContain("workspace.changed");
  });

  it("writes a fault into its log and says where a person finds it", async () => {
    await using broken = openTestApp({
      spawnChild: () => {
        throw new TypeError("no child today");
      },
    });
    await expect(broken.query("conversations.list", { source: { path: "x.db" } })).rejects.toMatchObject({
      code: "internal",
      hint: expect.stringContaining("log"),
    });
    await broken.app.close();
    expect(readFileSync(join(broken.folder, "data/logs/tunewright.log"), "utf8")).toContain("no child today");
  });
});
