import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { said, useChats } from "./chat.fixture.ts";

const desk = useChats();
let other: ChildProcess | null = null;
afterEach(() => void other?.kill("SIGKILL"));

/** Another process on the same data that asks and waits for a reply which falls silent in its middle. */
function startStreaming(id: string): ChildProcess {
  const program = fileURLToPath(new URL("streaming.fixture.ts", import.meta.url));
  const { openaiUrl, key } = desk.simulator;
  return spawn(process.execPath, [program, desk.file, id, openaiUrl, key], { stdio: "inherit" });
}

it("knows a reply whose process was killed as interrupted, which no reader of the file takes for a reply", async () => {
  const id = await desk.create();
  await desk.reply(id, "Hello");
  desk.simulator.fault({ kind: "silent_stream" });
  other = startStreaming(id);
  await expect
    .poll(async () => (await desk.pane(id)).pending, { timeout: 20_000 })
    .toMatchObject({ state: "streaming", text: "A simulated re" });
  other.kill("SIGKILL");
  await once(other, "exit");
  const pane = await desk.pane(id);
  expect(pane.pending).toMatchObject({
    state: "interrupted",
    replyId: "theirs",
    message: "And?",
    text: "A simulated re",
  });
  expect(said(pane)).toEqual(["user: Hello", "assistant: A simulated reply to: Hello"]);

  const source = { path: desk.file };
  const inspected = await desk.app.run("conversations.inspect", { source });
  expect(inspected).toMatchObject({ kind: "conversations", conversations: 1, messages: 2, findings: [] });
  const out = { path: join(desk.app.folder, "train.jsonl") };
  const prepared = await desk.app.run("trainingData.prepare", { sources: [source], out, recipe: {} });
  expect(prepared.examples).toBe(1);

  await desk.reply(id, "And?");
  expect(await desk.pane(id)).toMatchObject({ pending: null, messages: { length: 4 } });
});
