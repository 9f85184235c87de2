import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { simulated, trainingLines } from "../app.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type CommandLine, openCommandLine, ROOT, type RunOptions } from "./command-line.ts";

let simulator: Simulator;
let cli: CommandLine;
beforeEach(async () => {
  simulator = await startSimulator();
  cli = openCommandLine({ ...simulated(simulator), TUNEWRIGHT_PRACTICE_SECONDS: "2" });
});
afterEach(async () => {
  cli[Symbol.dispose]();
  await simulator.stop();
});

const SAMPLE = join(ROOT, "resources/sample.db");

/** Acts once, as soon as standard error matches. */
function onceSeen(pattern: RegExp, act: (child: ChildProcess) => unknown): NonNullable<RunOptions["during"]> {
  let done = false;
  return (child, stderr) => {
    if (done || !pattern.test(stderr())) return;
    done = true;
    void act(child);
  };
}

async function createJob(provider: string, model: string): Promise<string> {
  cli.write("train.jsonl", trainingLines(12));
  const { document } = await cli.json(
    `jobs create --name one --provider ${provider} --model ${model} --train-file train.jsonl`.split(" "),
  );
  return String(document["id"]);
}

describe("the whole path", () => {
  it.each([
    ["openai", "gpt-4o-mini-2024-07-18"],
    ["practice", "practice/echo"],
  ])("leads from a database to a reply of the tuned model at %s", async (provider, model) => {
    const made = await cli.json(["prepare", SAMPLE, "--out", "train.jsonl", "--seed", "1"]);
    expect(made).toMatchObject({ code: 0, document: { examples: expect.any(Number) } });
    const created = await cli.json(
      `jobs create --name path --provider ${provider} --model ${model} --train-file train.jsonl --suffix mine`.split(
        " ",
      ),
    );
    const ran = await cli.json(["jobs", "run", String(created.document["id"]), "--wait"]);
    expect(ran).toMatchObject({ code: 0, document: { status: "completed", error: null } });
    const tuned = String(ran.document["fineTunedModel"]);
    const listed = await cli.json(["models", "--tuned"]);
    expect(JSON.stringify(listed.document)).toContain(tuned);
    const replied = await cli.json([
      "chat",
      "--model",
      tuned,
      "--message",
      "Hello",
      "--system",
      "Be brief.",
      "--database",
      "talk.db",
    ]);
    expect(replied).toMatchObject({ code: 0, document: { model: tuned, practice: provider === "practice" } });
    const again = await cli.json(["prepare", "talk.db", "--out", "again.jsonl"]);
    expect(again).toMatchObject({ code: 0, document: { examples: 1 } });
    const [line] = readFileSync(join(cli.folder, "again.jsonl"), "utf8").split("\n");
    expect(JSON.parse(line ?? "")).toEqual({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
        { role: "assistant", content: replied.document["reply"] },
      ],
    });
  });
});

it("a tuned model at Together AI that needs an endpoint says so, and nothing is kept", async () => {
  const id = await createJob("together", "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference");
  const ran = await cli.json(["jobs", "run", id, "--wait"]);
  const tuned = String(ran.document["fineTunedModel"]);
  const replied = await cli.json(["chat", "--model", `ft:${tuned}`, "--message", "Hello", "--database", "talk.db"]);
  expect(replied).toMatchObject({ code: 1, document: { error: { code: "needs_endpoint" } } });
  expect(existsSync(join(cli.folder, "talk.db"))).toBe(false);
});

describe("a command that is stopped", () => {
  it("with Ctrl+C while it waits ends at once, and a later one takes the job up", async () => {
    simulator.state.advanceOnRetrieve = false;
    const id = await createJob("openai", "gpt-4o-mini-2024-07-18");
    const stopped = await cli.run(["jobs", "run", id, "--wait"], {
      during: onceSeen(/queued/, (child) => child.kill("SIGINT")),
    });
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining("cancelled") });
    expect(simulator.jobs).toHaveLength(1);
    simulator.state.advanceOnRetrieve = true;
    const watched = await cli.json(["jobs", "watch", id]);
    expect(watched).toMatchObject({ code: 0, document: { jobs: [{ id, status: "completed" }] } });
    expect(simulator.jobs).toHaveLength(1);
  });

  it("with a kill in the middle of the upload is taken up by `jobs list`, without a second job", async () => {
    const id = await createJob("openai", "gpt-4o-mini-2024-07-18");
    simulator.fault({ kind: "silent", route: /POST .*files/ });
    await cli.run(["jobs", "run", id], {
      during: onceSeen(/Uploading/, async (child) => {
        await expect.poll(() => simulator.requests.some((request) => request.path.endsWith("/files"))).toBe(true);
        child.kill("SIGKILL");
      }),
    });
    expect(simulator.jobs).toHaveLength(0);
    await cli.json(["jobs", "list"]);
    expect(simulator.jobs).toHaveLength(1);
    const watched = await cli.json(["jobs", "watch"]);
    expect(watched).toMatchObject({ code: 0, document: { jobs: [{ id, status: "completed" }] } });
    expect(simulator.jobs).toHaveLength(1);
  });

  it("while it prepares leaves no partial file", async () => {
    const stopped = await cli.run(["prepare", SAMPLE, SAMPLE, "--out", "out.jsonl", "--tokens"], {
      during: onceSeen(/./, (child) => child.kill("SIGINT")),
    });
    const left = readdirSync(cli.folder).filter((name) => name.includes("partial"));
    expect(left).toEqual([]);
    expect(existsSync(join(cli.folder, "out.jsonl"))).toBe(stopped.code === 0);
  });
});

describe("a terminal", () => {
  const hasScript = spawnSync("script", ["--version"]).status === 0;
  it.skipIf(!hasScript)("of no width, as `script` makes it where there is one, holds no command up", async () => {
    const command = `"${process.execPath}" "${join(ROOT, "bin/tunewright")}" prepare "${SAMPLE}" --out out.jsonl`;
    const environment = { PATH: process.env["PATH"] ?? "", TUNEWRIGHT_HOME: cli.home };
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      cwd: cli.folder,
      env: environment,
      stdio: "ignore",
    });
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});

describe("standard output", () => {
  it("may be closed early without a failure", async () => {
    const { code } = await cli.run(["--help"], { during: (child) => void child.stdout?.destroy() });
    expect(code).toBe(0);
  });
});
