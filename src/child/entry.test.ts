import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { variantA } from "../../test/fixtures/databases.ts";
import { temporaryFolder } from "../../test/fixtures/temporary-folder.ts";

const ENTRY = fileURLToPath(new URL("entry.ts", import.meta.url));

it("answers tasks and failures by id, and ends with its parent's channel", async () => {
  using folder = temporaryFolder();
  const path = variantA(folder.path);
  const child = fork(ENTRY, [], { execArgv: [] });
  const requests = [
    { id: 1, task: "list", input: { path, limit: 1, offset: 0 } },
    { id: 2, task: "show", input: { path, id: "nope" } },
    { id: 3, task: "constructor", input: {} },
    { id: 4, task: "inspect", input: { path: "" } },
    { id: 5, task: "inspect", input: { path } },
  ];
  const answers = new Map<unknown, unknown>();
  const all = Promise.withResolvers<void>();
  child.on("message", (message) => {
    if (typeof message !== "object" || message === null || !("id" in message) || !("kind" in message)) return;
    if (message.kind !== "progress") answers.set(message.id, message);
    if (answers.size === requests.length) all.resolve();
  });
  for (const request of requests) child.send(request);
  await all.promise;
  expect(answers.get(1)).toMatchObject({ kind: "done", output: { total: 2 } });
  expect(answers.get(2)).toMatchObject({ kind: "failed", error: { code: "not_found" } });
  expect(answers.get(3)).toMatchObject({ kind: "failed", error: { code: "internal" } });
  expect(answers.get(4)).toMatchObject({ kind: "failed", error: { code: "internal" } });
  expect(answers.get(5)).toMatchObject({ kind: "done", output: { kind: "conversations" } });
  child.disconnect();
  expect(await once(child, "exit")).toEqual([0, null]);
});
