import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

function send(database: string | null = null, message = "Hello") {
  const path = database === null ? null : { path: database };
  return app.run("chat.send", { replyId: "r", model: "gpt-5-mini", systemPrompt: null, message, database: path });
}

it.each([
  ["a folder that is not there", "missing/chat.db"],
  ["a folder", "data"],
])("does not pay for a reply that cannot be kept, in %s", async (_, database) => {
  await expect(send(join(app.folder, database))).rejects.toMatchObject({ code: "not_writable" });
  expect(simulator.requests).toEqual([]);
});

it("keeps and shows no key that a server repeats in its reply, cut into pieces as it comes", async () => {
  simulator.state.reply = () => `Your key is ${simulator.key}, and again: ${simulator.key}`;
  const heard: string[] = [];
  app.client.subscribe((event) => void (event.topic === "chat.delta" && heard.push(event.text)));
  const { reply, database } = await send();
  expect(reply).toBe("Your key is [key removed], and again: [key removed]");
  expect(heard.join("")).toBe(reply);
  expect(readFileSync(database).includes(simulator.key)).toBe(false);
});

it("says that a web page came instead of a reply, and keeps nothing", async () => {
  simulator.fault({ kind: "not_json" });
  await expect(send()).rejects.toMatchObject({
    code: "provider_error",
    message: expect.stringContaining("web page"),
  });
  expect(existsSync(join(app.folder, "data/conversations.db"))).toBe(false);
});
