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

async function dataset({ sample, target, run }: World, name: string): Promise<string> {
  const made = await run("trainingData.prepare", {
    sources: [sample],
    out: target(name),
    recipe: {},
  });
  return made.datasetId;
}

async function chat({ query }: World): Promise<string> {
  const { id } = await query("chat.create", { panes: [{ model: "gpt-5-mini" }] });
  return id;
}

/** For each route an input that it answers; a route without one does not compile. */
export const inputs: { [R in RouteName]: (world: World) => Input<R> | Promise<Input<R>> } = {
  "conversations.inspect": ({ sample }) => ({ source: sample }),
  "conversations.list": ({ sample }) => ({ source: sample, search: "a", limit: 5 }),
  "conversations.show": async ({ sample, query }) => {
    const { conversations } = await query("conversations.list", { source: sample, limit: 1 });
    return { source: sample, id: conversations[0]?.id ?? "" };
  },
  "trainingData.preview": ({ sample }) => ({
    sources: [sample],
    recipe: { validationFraction: 0.2, seed: 3 },
    view: { kind: "left_out" },
    limit: 5,
  }),
  "trainingData.prepare": ({ sample, target, validationTarget }) => ({
    sources: [sample],
    out: target("made"),
    validationOut: validationTarget("held-back"),
    recipe: { validationFraction: 0.2, countTokens: true },
  }),
  "trainingData.validate": ({ trainFile }) => ({
    file: trainFile,
    provider: "openai",
    model: "gpt-4o-mini-2024-07-18",
  }),
  "datasets.list": () => ({}),
  "datasets.show": async (world) => ({ id: await dataset(world, "shown") }),
  "jobs.create": ({ trainFile }) => ({
    name: "conforming",
    provider: "together",
    model: "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference",
    trainFile,
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
  "chat.list": () => ({}),
  "chat.show": async (world) => ({ id: await chat(world) }),
  "chat.create": () => ({ panes: [{ model: "gpt-5-mini", systemPrompt: "Be brief." }, { model: "gpt-5-mini" }] }),
  "chat.reply": async (world) => ({ id: await chat(world), pane: 0, replyId: "reply_4", message: "Hello" }),
  "chat.dismiss": async (world) => ({ id: await chat(world), pane: 0 }),
  "chat.rename": async (world) => ({ id: await chat(world), title: "Renamed" }),
  "chat.remove": async (world) => ({ id: await chat(world) }),
  "files.browse": ({ folder }) => ({ folder }),
  "files.open": ({ samplePath }) => ({ path: samplePath }),
  "files.openSample": () => ({}),
  "files.openChats": () => ({}),
  "files.ticket": async (world) => ({
    artifact: { kind: "dataset-file", datasetId: await dataset(world, "ticket"), role: "train" },
  }),
  "files.write": async (world) => ({
    artifact: { kind: "dataset-file", datasetId: await dataset(world, "written"), role: "train" },
    folder: world.folder,
    name: "copy.jsonl",
  }),
  "sources.list": () => ({}),
  "sources.forget": async ({ samplePath, query }) => {
    const { id } = await query("files.open", { path: samplePath });
    return { id };
  },
  "settings.get": async ({ query }) => {
    await query("settings.set", { name: "appearance.theme", value: "dark" });
    return { names: ["appearance.theme", "layout.jobs"] };
  },
  "settings.set": () => ({ name: "draft.chat", value: { text: "Hello", at: [1, null] } }),
  "app.about": () => ({}),
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
