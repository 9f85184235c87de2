import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forkChild } from "./fork-child.ts";
import { type Child, createTaskRunner, inTurn, type TaskRunner } from "./runner.ts";

/** A child that answers `show` with its process id and environment, fails `list`, hangs on `inspect`, dies on `validate`. */
const SCRIPT = `
process.on("message", ({ id, task }) => {
  if (task === "show") process.send({ id, kind: "done", output: { pid: process.pid, environment: process.env } });
  if (task === "list") process.send({ id, kind: "failed", error: { code: "corrupt", message: "It is damaged." } });
  if (task === "inspect") { process.send({ id, kind: "progress", progress: { done: 1, total: 2, unit: "rows", note: null } }); for (;;); }
  if (task === "validate") process.exit(3);
});
process.on("disconnect", () => process.exit());
`;

let folder: string;
let runner: TaskRunner;
let children: { child: Child; ended: Promise<string> }[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-runner-"));
  const entry = join(folder, "child.cjs");
  writeFileSync(entry, SCRIPT);
  children = [];
  runner = createTaskRunner(() => {
    const child = forkChild(entry, { ...process.env, OPENAI_API_KEY: "sk-canary", MY_SECRET: "canary" });
    children.push({ child, ended: new Promise((resolve) => child.onExit(resolve)) });
    return child;
  });
});
afterEach(() => {
  runner.close();
  rmSync(folder, { recursive: true, force: true });
});

const show = async () =>
  (await runner.run("show", { path: "", id: "" })) as unknown as { pid: number; environment: object };
const validate = { path: "", validationPath: null, provider: "openai" as const, model: null };

describe("the task runner", () => {
  it("starts the child without the secrets of its parent", async () => {
    const { environment } = await show();
    expect(JSON.stringify(environment)).not.toContain("canary");
    expect(environment).toHaveProperty("PATH");
  });

  it("keeps one child warm, also after a task that failed in an expected way", async () => {
    const { pid } = await show();
    await expect(runner.run("list", { path: "", limit: 1, offset: 0 })).rejects.toMatchObject({ code: "corrupt" });
    expect((await show()).pid).toBe(pid);
  });

  it("kills a child that never ends at its deadline, and the next task gets a new one", async () => {
    const hanging = runner.run("inspect", { path: "" }, { deadlineMs: 300 });
    await expect(hanging).rejects.toMatchObject({ code: "timeout" });
    expect(await children[0]?.ended).toBe("signal SIGKILL");
    await show();
    expect(children).toHaveLength(2);
  });

  it("kills the child when the caller stops, with the caller's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped by hand");
    const hanging = runner.run(
      "inspect",
      { path: "" },
      { signal: controller.signal, report: () => controller.abort(reason) },
    );
    await expect(hanging).rejects.toBe(reason);
    expect(await children[0]?.ended).toBe("signal SIGKILL");
  });

  it("says how a child ended that died of itself, instead of waiting for ever", async () => {
    await expect(runner.run("validate", validate)).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining("exit code 3"),
    });
  });

  it("lets an idle child end by itself, so that it can remove what it keeps", async () => {
    const [first, second] = await Promise.all([show(), show()]);
    expect(first.pid).not.toBe(second.pid);
    runner.close();
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(["exit code 0", "exit code 0"]);
  });

  it("gives each task at the same time a child of its own", async () => {
    const [first, second] = await Promise.all([show(), show()]);
    expect(first.pid).not.toBe(second.pid);
  });
});

// Else two pages of a large file that are asked for at once are read by two children, one of which knows nothing yet.
it("tasks in turn use one child, also where one of them fails or is asked for before another has ended", async () => {
  const turns = inTurn(runner);
  const list = turns.run("list", { path: "", limit: 1, offset: 0 });
  const shown = [turns.run("show", { path: "", id: "" }), turns.run("show", { path: "", id: "" })];
  await expect(list).rejects.toMatchObject({ code: "corrupt" });
  await Promise.all(shown);
  expect(children).toHaveLength(1);
});
