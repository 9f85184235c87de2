import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestApp, simulated, type TestApp } from "../../../test/app.ts";
import { type Simulator, startSimulator } from "../../../test/simulator/simulator.ts";

let simulator: Simulator;
let app: TestApp;
beforeEach(async () => {
  simulator = await startSimulator();
  app = openTestApp({ environment: simulated(simulator) });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await simulator.stop();
});

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

it("sends the model what was said before, its prompt first, and keeps what was said", async () => {
  const { id } = await app.query("chat.create", { panes: [{ model: "gpt-5-mini", systemPrompt: "Be brief." }] });
  simulator.state.reply = () => "Yes?";
  const first = await app.run("chat.reply", { id, pane: 0, replyId: "one", message: "Hello" });
  await app.run("chat.reply", { id, pane: 0, replyId: "two", message: "And?" });
  expect(simulator.requests.at(-1)?.body).toMatchObject({
    messages: [{ role: "system", content: "Be brief." }, user("Hello"), assistant("Yes?"), user("And?")],
  });
  const { panes, title } = await app.query("chat.show", { id });
  expect(title).toBe("Hello");
  expect(first).toMatchObject({ content: "Yes?", numbers: { finishReason: "stop", usage: { outputTokens: 5 } } });
  const [pane] = panes;
  expect(pane).toMatchObject({ provider: "openai", pending: null });
  expect(pane?.messages.map(({ role, content }) => ({ role, content }))).toEqual([
    user("Hello"),
    assistant("Yes?"),
    user("And?"),
    assistant("Yes?"),
  ]);
  expect(pane?.messages[1]).toEqual(first);
});
