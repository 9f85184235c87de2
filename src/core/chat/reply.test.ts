import { expect, it } from "vitest";
import { openTestApp, simulated } from "../../../test/app.ts";
import { hearDeltas, MODEL, said, useChats } from "./chat.fixture.ts";

const desk = useChats();
const WHOLE = "A simulated reply to: Hello";

/** Lets the next reply fall silent in its middle; answers, once that half has come, how to wait for its end. */
async function halfReply(id: string, signal?: AbortSignal): Promise<{ end: Promise<unknown> }> {
  desk.simulator.fault({ kind: "silent_stream" });
  const end = desk.reply(id, "Hello", signal === undefined ? {} : { signal }).catch((error: unknown) => error);
  await expect.poll(async () => (await desk.pane(id)).pending?.text).toBe(WHOLE.slice(0, 14));
  return { end };
}

it("sends the model what was said before, its prompt first, and keeps what was said", async () => {
  const panes = [{ model: MODEL, systemPrompt: "Be brief.", persona: "curt (1)" }];
  const { id } = await desk.app.query("chat.create", { panes });
  desk.simulator.state.reply = () => "Yes?";
  const first = await desk.reply(id, "Hello");
  await desk.reply(id, "And?");
  expect(desk.simulator.requests.at(-1)?.body).toMatchObject({
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Yes?" },
      { role: "user", content: "And?" },
    ],
  });
  const pane = await desk.pane(id);
  expect(said(pane)).toEqual(["user: Hello", "assistant: Yes?", "user: And?", "assistant: Yes?"]);
  expect(pane).toMatchObject({ provider: "openai", persona: "curt (1)", pending: null });
  expect(pane.messages[1]).toEqual(first);
  expect(first).toMatchObject({ numbers: { finishReason: "stop", usage: { inputTokens: 11, outputTokens: 5 } } });
});

it("lets a screen that comes in the middle join without a gap and without a letter twice", async () => {
  const id = await desk.create();
  desk.simulator.state.piecesPerSecond = 100;
  desk.simulator.state.reply = () => "abcdefghij".repeat(40);
  const deltas = hearDeltas(desk.app, "joined");
  const replying = desk.reply(id, "Hello", { replyId: "joined" });
  await expect.poll(() => deltas.length).toBeGreaterThan(2);
  const { pending } = await desk.pane(id);
  expect(pending).toMatchObject({ state: "streaming", replyId: "joined", message: "Hello" });
  let text = pending?.text ?? "";
  const later = deltas.length;
  await replying;
  expect(deltas.length).toBeGreaterThan(later + 1);
  for (const delta of deltas.slice(later)) {
    expect(delta.offset).toBeLessThanOrEqual(text.length);
    text += delta.text.slice(text.length - delta.offset);
  }
  expect(text).toBe("abcdefghij".repeat(40));
});

it("keeps the text of a stopped reply beside the conversation, and sends it to nobody", async () => {
  const id = await desk.create();
  const controller = new AbortController();
  const { end } = await halfReply(id, controller.signal);
  controller.abort();
  expect(await end).toMatchObject({ code: "cancelled" });
  expect(await desk.pane(id)).toMatchObject({
    messages: [],
    pending: { state: "stopped", message: "Hello", text: WHOLE.slice(0, 14), error: null },
  });
  const sources = [{ path: desk.file }];
  const out = { path: `${desk.app.folder}/train.jsonl` };
  const preparing = desk.app.run("trainingData.prepare", { sources, out, recipe: {} });
  await expect(preparing).rejects.toMatchObject({ code: "no_conversations" });
  await desk.reply(id, "Hello");
  expect(desk.simulator.requests.at(-1)?.body).toMatchObject({ messages: [{ role: "user", content: "Hello" }] });
  expect(await desk.pane(id)).toMatchObject({ messages: [{}, { content: WHOLE }], pending: null });
});

it("keeps a failure with its reason, apart from the other pane, until it is dismissed", async () => {
  const id = await desk.create(2);
  desk.simulator.fault({ kind: "cut_stream" });
  const failing = desk.reply(id, "Hello").catch((error: unknown) => error);
  await expect.poll(() => desk.simulator.requests.length).toBe(1);
  await desk.reply(id, "Hello", { pane: 1 });
  const failure = await failing;
  const { panes } = await desk.show(id);
  expect(panes[0]).toMatchObject({ messages: [], pending: { state: "failed", text: WHOLE.slice(0, 14) } });
  expect(panes[0]?.pending?.error).toMatchObject({ code: (failure as { code: string }).code });
  expect(panes[1]).toMatchObject({ provider: "together", messages: [{}, { content: WHOLE }], pending: null });
  expect((await desk.app.query("chat.dismiss", { id, pane: 0 })).panes[0]).toMatchObject({ pending: null });
});

it("tells other windows at once that a chat has begun, and that its reply failed", async () => {
  const id = await desk.create();
  const seen: unknown[] = [];
  desk.app.client.subscribe(async (event) => {
    if (event.topic === "changed" && event.domain === "chats") seen.push((await desk.pane(id)).pending?.state);
  });
  desk.simulator.fault({ kind: "cut_stream" });
  await expect(desk.reply(id, "Hello")).rejects.toMatchObject({ code: "no_network" });
  await expect.poll(() => seen).toEqual(["streaming", "failed"]);
});

it("keeps no key that a failure repeats", async () => {
  const id = await desk.create();
  desk.simulator.fault({ kind: "key_echoed" });
  await expect(desk.reply(id, "Hello")).rejects.toMatchObject({ code: "wrong_key" });
  expect(JSON.stringify(await desk.pane(id))).not.toContain(desk.simulator.key);
});

it.each([
  ["an empty reply is none", () => void (desk.simulator.state.reply = () => ""), "provider_error"],
  ["an error before the first word", () => desk.simulator.fault({ kind: "insufficient_quota", times: 3 }), "quota"],
])("%s: it is a failure and no message", async (_, arrange, code) => {
  const id = await desk.create();
  arrange();
  await expect(desk.reply(id, "Hello")).rejects.toMatchObject({ code });
  expect(await desk.pane(id)).toMatchObject({ messages: [], pending: { state: "failed", error: { code } } });
});

it("keeps a reply that was cut at the token limit, and says so", async () => {
  const id = await desk.create();
  desk.simulator.state.finishReason = "length";
  await desk.reply(id, "Hello");
  expect((await desk.pane(id)).messages[1]).toMatchObject({ content: WHOLE, numbers: { finishReason: "length" } });
});

it("refuses a second reply, removal and dismissal while a reply is coming, which comes on", async () => {
  const id = await desk.create(2);
  desk.simulator.state.piecesPerSecond = 20;
  const replying = desk.reply(id, "Hello");
  await expect.poll(async () => (await desk.pane(id)).pending?.state).toBe("streaming");
  await expect(desk.reply(id, "Again")).rejects.toMatchObject({ code: "conflict" });
  await expect(desk.app.query("chat.dismiss", { id, pane: 0 })).rejects.toMatchObject({ code: "conflict" });
  await expect(desk.app.query("chat.remove", { id })).rejects.toMatchObject({ code: "conflict" });
  await desk.reply(id, "Meanwhile", { pane: 1 });
  await replying;
  expect(said(await desk.pane(id))).toEqual(["user: Hello", `assistant: ${WHOLE}`]);
});

it("does not call a reply stopped that ended because Tunewright was closed", async () => {
  const id = await desk.create();
  await halfReply(id);
  await using later = await desk.app.reopen();
  expect((await desk.pane(id, 0, later)).pending).toMatchObject({ state: "interrupted", text: WHOLE.slice(0, 14) });
});

it("shows a second core the reply of the first, and lets it neither interrupt nor double it", async () => {
  const id = await desk.create();
  const second = openTestApp({ environment: simulated(desk.simulator) }, desk.app.folder);
  try {
    desk.simulator.state.piecesPerSecond = 10;
    desk.simulator.state.reply = () => "abcdefg".repeat(15);
    const replying = desk.reply(id, "Hello");
    await expect
      .poll(async () => (await desk.pane(id, 0, second)).pending, { timeout: 10_000 })
      .toMatchObject({ state: "streaming", text: expect.stringContaining("abcdefg") });
    await expect(desk.reply(id, "Again", { app: second })).rejects.toMatchObject({ code: "conflict" });
    await expect(second.query("chat.remove", { id })).rejects.toMatchObject({ code: "conflict" });
    await replying;
    expect(await desk.pane(id, 0, second)).toMatchObject({ messages: [{}, { content: "abcdefg".repeat(15) }] });
  } finally {
    await second.app.close();
  }
});
