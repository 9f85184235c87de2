import { describe, expect, it } from "vitest";
import type { Domain } from "../shared/contract/changes.ts";
import type { Caller } from "../shared/envelope.ts";
import { AppError, toErrorBody } from "../shared/errors.ts";
import { createEventHub } from "./events.ts";
import { createOperations } from "./operations.ts";
import { createRouter, type Handlers } from "./router.ts";

const caller: Caller = { kind: "command-line" };

function uncalled(name: string | symbol): () => never {
  return () => {
    throw new Error(`${String(name)} was called`);
  };
}

/** A router in which only these handlers are ever called. */
function routerWith(
  handlers: Partial<Handlers>,
  onFault: (error: unknown) => void = () => undefined,
  onChange: (domain: Domain) => void = () => undefined,
) {
  const operations = createOperations(createEventHub(), toErrorBody);
  const all = new Proxy(handlers, {
    get: (target, name) => Reflect.get(target, name) ?? uncalled(name),
  }) as Handlers;
  return { operations, router: createRouter(all, operations, { describe: toErrorBody, onFault, onChange }) };
}

describe("the router", () => {
  it.each(["__proto__", "constructor", "toString", "jobs", "jobs.nothing", ""])(
    "refuses the unknown route %j",
    async (route) => {
      const answer = await routerWith({}).router(caller, route, {});
      expect(answer).toMatchObject({ ok: false, error: { code: "unknown_route" } });
    },
  );

  it.each([
    ["jobs.show", {}],
    ["jobs.show", { id: 1 }],
    ["jobs.show", { id: "job_1", caller: { kind: "desktop" } }],
    ["jobs.show", null],
    ["jobs.run", { id: "job_1" }],
    ["conversations.list", { source: { path: "/a", sourceId: "b" } }],
  ])("does not run %s with the input %j", async (route, input) => {
    const answer = await routerWith({}).router(caller, route, input);
    expect(answer).toMatchObject({ ok: false, error: { code: "invalid_input" } });
  });

  it("tells an expected failure as it is and a bug as internal, and only the bug is a fault", async () => {
    const faults: unknown[] = [];
    const { router } = routerWith(
      {
        "jobs.show": () => {
          throw new AppError("not_found", "There is no job.", { hint: "Look." });
        },
        "jobs.events": () => {
          throw new TypeError("x is not a function");
        },
      },
      (error) => faults.push(error),
    );
    expect(await router(caller, "jobs.show", { id: "a" })).toEqual({
      ok: false,
      error: { code: "not_found", message: "There is no job.", hint: "Look." },
    });
    expect(await router(caller, "jobs.events", { id: "a" })).toMatchObject({ ok: false, error: { code: "internal" } });
    expect(faults).toHaveLength(1);
  });

  it("refuses to start a second operation under one id, which would hide the first", async () => {
    const held = Promise.withResolvers<never>();
    const { router, operations } = routerWith({ "jobs.refresh": () => held.promise });
    const input = { operationId: "op_1", id: null };
    expect(await router(caller, "jobs.refresh", input)).toEqual({ ok: true, data: { operationId: "op_1" } });
    expect(await router(caller, "jobs.refresh", input)).toMatchObject({ ok: false, error: { code: "conflict" } });
    held.reject(new AppError("cancelled", "Stopped."));
    await operations.close();
  });

  it("gives every operation a signal that cancelling aborts", async () => {
    const { router, operations } = routerWith({
      "jobs.refresh": (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    });
    await router(caller, "jobs.refresh", { operationId: "op_1", id: null });
    expect(operations.cancel("op_1")).toBe(true);
    await operations.close();
    expect(operations.get("op_1")).toMatchObject({ state: "failed", error: { code: "cancelled" } });
  });

  it("says what a call has changed, once it went well and not before", async () => {
    const changes: Domain[] = [];
    let fails = true;
    const { router } = routerWith(
      {
        "keys.remove": ({ name }) => {
          if (fails) throw new AppError("not_found", "There is no such key.");
          return { name, removedFrom: [], keychain: { available: false, reason: null } };
        },
      },
      undefined,
      (domain) => changes.push(domain),
    );
    await router(caller, "keys.remove", { name: "openai" });
    expect(changes).toEqual([]);
    fails = false;
    await router(caller, "keys.remove", { name: "openai" });
    expect(changes).toEqual(["keys"]);
  });

  it("says what an operation has changed when it is done, and not when it starts or fails", async () => {
    const changes: Domain[] = [];
    const ends = [Promise.withResolvers<never>(), Promise.withResolvers<never>()];
    let started = 0;
    const { router, operations } = routerWith(
      {
        "keys.test": () => {
          const end = ends[started++];
          if (end === undefined) throw new Error("only two are started");
          return end.promise;
        },
      },
      undefined,
      (domain) => changes.push(domain),
    );
    for (const operationId of ["op_1", "op_2"]) await router(caller, "keys.test", { operationId, name: "openai" });
    expect(changes).toEqual([]);
    ends[0]?.reject(new AppError("wrong_key", "The key was refused."));
    await expect.poll(() => operations.get("op_1").state).toBe("failed");
    expect(changes).toEqual([]);
    ends[1]?.resolve({} as never);
    await expect.poll(() => operations.get("op_2").state).toBe("done");
    expect(changes).toEqual(["keys"]);
  });
});
