import { join } from "node:path";
import type { RouteInput, RouteName } from "../../src/shared/contract/index.ts";
import type { World } from "./world.ts";

type Input<R extends RouteName> = Omit<RouteInput<R>, "operationId">;

async function finishedJob(world: World): Promise<string> {
  const id = await world.pendingJob();
  await world.run("jobs.run", { id, wait: true });
  return id;
}

async function persona(world: World, name: string): Promise<string> {
  await world.query("personas.add", { personas: [{ name, systemPrompt: "Be brief.", traits: ["brief"] }] });
  return name;
}

/** For each route an input that it answers; a route without one does not compile. */
export const inputs: { [R in RouteName]: (world: World) => Input<R> | Promise<Input<R>> } = {
  "conversations.inspect": ({ sample }) => ({ source: { path: sample } }),
  "conversations.list": ({ sample }) => ({ source: { path: sample }, search: "a", limit: 5 }),
  "conversations.show": async ({ sample, query }) => {
    const { conversations } = await query("conversations.list", { source: { path: sample }, limit: 1 });
    return { source: { path: sample }, id: conversations[0]?.id ?? "" };
  },
  "trainingData.prepare": ({ sample, folder }) => ({
    sources: [{ path: sample }],
    out: { path: join(folder, "made.jsonl") },
    validationOut: { path: join(folder, "held-back.jsonl") },
    recipe: { validationFraction: 0.2, countTokens: true },
  }),
  "trainingData.validate": ({ trainFile }) => ({
    file: { path: trainFile },
    provider: "openai",
    model: "gpt-4o-mini-2024-07-18",
  }),
  "datasets.list": () => ({}),
  "datasets.show": async ({ sample, folder, run }) => {
    const made = await run("trainingData.prepare", {
      sources: [{ path: sample }],
      out: { path: join(folder, "shown.jsonl") },
      recipe: {},
    });
    return { id: made.datasetId };
  },
  "jobs.create": ({ trainFile }) => ({
    name: "conforming",
    provider: "together",
    model: "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference",
    trainFile: { path: trainFile },
    config: { training: { kind: "lora", rank: 8 } },
  }),
  "jobs.check": async (world) => ({ id: await world.pendingJob("openai") }),
  "jobs.run": async (world) => ({ id: await world.pendingJob("openai"), wait: true }),
  "jobs.watch": async (world) => ({ id: await finishedJob(world) }),
  "jobs.refresh": () => ({}),
  "jobs.list": () => ({ status: "pending" }),
  "jobs.show": async (world) => ({ id: await finishedJob(world) }),
  "jobs.events": async (world) => ({ id: await finishedJob(world) }),
  "jobs.metrics": async (world) => ({ id: await finishedJob(world) }),
  "jobs.cancel": async (world) => ({ id: await world.pendingJob() }),
  "jobs.delete": async (world) => ({ id: await world.pendingJob() }),
  "jobs.statistics": () => ({}),
  "models.list": () => ({}),
  "chat.send": () => ({ replyId: "reply_1", model: "gpt-5-mini", message: "Hello", systemPrompt: "Be brief." }),
  "personas.list": () => ({}),
  "personas.add": () => ({ personas: [{ name: "added", systemPrompt: "Be kind.\nAlways." }] }),
  "personas.remove": async (world) => ({ persona: await persona(world, "removed") }),
  "keys.list": () => ({}),
  "keys.set": () => ({ name: "together:paper", value: "sk-conformance-0123456789", store: "file" }),
  "keys.remove": async (world) => {
    await world.query("keys.set", { name: "openai:old", value: "sk-conformance-9876543210", store: "file" });
    return { name: "openai:old" };
  },
  "keys.test": () => ({ name: "openai" }),
  "operations.get": async (world) => {
    const operationId = world.operationId();
    await world.client.call("jobs.refresh", { operationId });
    return { operationId };
  },
  "operations.cancel": async (world) => {
    const operationId = world.operationId();
    await world.client.call("jobs.refresh", { operationId });
    return { operationId };
  },
};
