import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRouteName, type OperationName, routes } from "../../src/shared/contract/index.ts";
import { runOperation, unwrap } from "../../src/shared/client.ts";
import { errorBodySchema } from "../../src/shared/errors.ts";
import { type AppEvent, eventSchema } from "../../src/shared/events.ts";
import { inputs } from "./inputs.ts";
import { type OpenTransport, openWorld, type World } from "./world.ts";

const names = Object.keys(routes).filter(isRouteName);
const operationNames = names.filter((name): name is OperationName => routes[name].kind === "operation");

/** What crosses must come out the same from JSON and from structured cloning, whichever a transport uses. */
function expectPlain(value: unknown): void {
  expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
  expect(structuredClone(value)).toStrictEqual(value);
}

/** Every transport must pass this: each route answers what the contract says, and nothing is ever thrown across. */
export function describeConformance(transport: string, open: OpenTransport): void {
  describe(`conformance over ${transport}`, () => {
    let world: World;
    const events: AppEvent[] = [];
    beforeAll(async () => {
      world = await openWorld(open);
      world.client.subscribe((event) => events.push(event));
    });
    afterAll(() => world.close());

    /** Calls a route as strangers may: with any input at all. */
    const callWith = (route: string, input: unknown) => world.client.call(route as "jobs.show", input as never);

    it.each(names)("%s answers what its schema says, as plain JSON", async (route) => {
      const input: object = await Promise.resolve(inputs[route](world));
      const operationId = world.operationId();
      const sent = routes[route].kind === "operation" ? { ...input, operationId } : input;
      expectPlain(sent);
      const isOperation = routes[route].kind === "operation";
      const data: unknown = isOperation
        ? await runOperation(world.client, route as OperationName, sent as never)
        : unwrap(await callWith(route, sent));
      expectPlain(data);
      expect(routes[route].output.parse(data)).toStrictEqual(data);
    });

    it.each(names)("%s refuses input that it does not know", async (route) => {
      for (const input of [
        null,
        [],
        "text",
        { operationId: world.operationId(), surprise: 1, id: 7, source: 7, name: 7 },
      ]) {
        const envelope = await callWith(route, input);
        expectPlain(envelope);
        expect(envelope).toMatchObject({ ok: false, error: { code: "invalid_input" } });
      }
    });

    it.each(operationNames)("%s is not started without an operation id", async (route) => {
      expect(await callWith(route, await inputs[route](world))).toMatchObject({
        ok: false,
        error: { code: "invalid_input" },
      });
    });

    it.each(["__proto__", "constructor", "jobs.", "jobs.nothing", ""])(
      "the unknown route %j is refused",
      async (route) => {
        expect(await callWith(route, {})).toMatchObject({ ok: false, error: { code: "unknown_route" } });
      },
    );

    it("an expected failure keeps its code, message and hint", async () => {
      const envelope = await callWith("jobs.show", { id: "job_nothing" });
      expectPlain(envelope);
      expect(envelope.ok).toBe(false);
      const body = errorBodySchema.parse(envelope.ok ? null : envelope.error);
      expect(body).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("job_nothing"),
        hint: expect.anything(),
      });
    });

    it("a running operation can be cancelled, and its failure says so", async () => {
      world.simulator.fault({ kind: "silent", route: /chat\/completions/ });
      const controller = new AbortController();
      const input = { replyId: "reply_2", model: "gpt-5-mini", message: "Hello", operationId: world.operationId() };
      const replying = runOperation(world.client, "chat.send", input, { signal: controller.signal });
      await expect.poll(() => world.simulator.requests.at(-1)?.path).toContain("chat/completions");
      controller.abort();
      await expect(replying).rejects.toMatchObject({ code: "cancelled" });
    });

    it("streams a reply as deltas whose offsets join to the whole", async () => {
      const input = { replyId: "reply_3", model: "gpt-5-mini", message: "Hello", operationId: world.operationId() };
      const { reply } = await runOperation(world.client, "chat.send", input);
      const deltas = events.filter((event) => event.topic === "chat.delta" && event.replyId === "reply_3");
      let joined = "";
      for (const delta of deltas) {
        if (delta.topic !== "chat.delta") continue;
        expect(delta.offset).toBe(joined.length);
        joined += delta.text;
      }
      expect(joined).toBe(reply);
    });

    it("pushes events as the contract says, in one unbroken sequence", () => {
      expect(events.length).toBeGreaterThan(0);
      for (const event of events) {
        expectPlain(event);
        expect(eventSchema.parse(event)).toStrictEqual(event);
      }
      const first = events[0]?.seq ?? 0;
      expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => first + at));
    });
  });
}
