import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureOf, going, readReply } from "../../../../test/simulator/harness.ts";
import { openaiConfigSchema } from "../../../shared/contract/jobs.ts";
import { isDefiniteRefusal } from "../errors.ts";
import type { JobSpec, LocalFile, Tuning } from "../provider.ts";
import { createPracticeProvider } from "./provider.ts";

const START = Date.UTC(2026, 10, 23, 8);
const LOCAL_ID = "job_abcdefghijklmnop";
const EXAMPLES = [
  ["How do I bake a cake?", "With flour, eggs and patience."],
  ["What is the capital of France?", "Paris, and it is lovely in spring."],
  ["Tell me a joke", "A horse walks into a bar."],
].map(([question, reply]) =>
  line([
    { role: "user", content: question },
    { role: "assistant", content: reply },
  ]),
);

let folder = "";
let moment = START;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunewright-practice-"));
  moment = START;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function line(messages: unknown[]): string {
  return JSON.stringify({ messages });
}

function open() {
  const provider = createPracticeProvider({ folder: join(folder, "practice"), seconds: 100, now: () => moment });
  if (provider.tuning === undefined) throw new Error("practice can rehearse a job");
  return { ...provider, tuning: provider.tuning };
}

async function trainingFile(lines: string[]): Promise<LocalFile> {
  const path = join(folder, "train.jsonl");
  const text = lines.map((one) => `${one}\n`).join("");
  await writeFile(path, text);
  return { path, bytes: Buffer.byteLength(text), sha256: "", purpose: "train" };
}

async function makeSpec(tuning: Tuning, lines = EXAMPLES, more: Partial<JobSpec> = {}): Promise<JobSpec> {
  const { id } = await tuning.uploadFile(await trainingFile(lines), going());
  const config = openaiConfigSchema.parse({ epochs: 2 });
  return { localId: LOCAL_ID, model: "practice/echo", trainFileId: id, valFileId: null, config, ...more };
}

const after = (seconds: number) => void (moment = START + seconds * 1000);

describe("a practice job", () => {
  it("goes through every stage, its state a matter of the time alone", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    const seen: unknown[] = [];
    for (const seconds of [0, 9, 10, 19, 20, 60, 99, 100, 100_000]) {
      after(seconds);
      const { status, detail, fineTunedModel } = await open().tuning.retrieveJob(id, going());
      seen.push([status, detail, fineTunedModel]);
    }
    expect(seen).toEqual([
      ["queued", "practice: validating files", null],
      ["queued", "practice: validating files", null],
      ["queued", "practice: waiting for its turn", null],
      ["queued", "practice: waiting for its turn", null],
      ["running", "practice: step 0 of 6", null],
      ["running", "practice: step 3 of 6", null],
      ["running", "practice: step 5 of 6", null],
      ["completed", "practice: nothing was trained", "practice/echo-abcdefgh"],
      ["completed", "practice: nothing was trained", "practice/echo-abcdefgh"],
    ]);
    expect(await tuning.retrieveJob(id, going())).toMatchObject({
      startedAt: START + 20_000,
      finishedAt: START + 100_000,
    });
  });

  // A crash between creation and record: the second attempt must find the first job and make no other.
  it("is made once, however often it is created", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    expect(await tuning.findJob(spec, going())).toBeNull();
    const first = await tuning.createJob(spec, going());
    after(30);
    expect(await tuning.createJob(spec, going())).toMatchObject({ id: first.id, status: "running" });
    expect(await tuning.findJob(spec, going())).toMatchObject({ id: first.id });
    expect(await tuning.listJobs(going())).toHaveLength(1);
  });

  it("completes at once where it takes no time", async () => {
    const provider = createPracticeProvider({ folder: join(folder, "practice"), seconds: 0, now: () => moment });
    const { tuning } = provider;
    if (tuning === undefined) throw new Error("practice can rehearse a job");
    expect(await tuning.createJob(await makeSpec(tuning), going())).toMatchObject({ status: "completed" });
  });

  it("stops where it is cancelled, and stays so", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    after(60);
    expect(await tuning.cancelJob(id, going())).toMatchObject({ status: "cancelled", finishedAt: moment });
    const metrics = await tuning.listMetrics(id, going());
    after(1000);
    expect(await tuning.retrieveJob(id, going())).toMatchObject({ status: "cancelled", fineTunedModel: null });
    expect(await tuning.listMetrics(id, going())).toEqual(metrics);
    expect((await tuning.listEvents(id, going())).at(-1)?.type).toBe("cancelled");
  });

  it("is not cancelled once it has completed", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    after(100);
    expect(await tuning.cancelJob(id, going())).toMatchObject({ status: "completed" });
  });

  it.each([
    ["not JSON", ["{"], /Line 4 .* not a chat example/],
    ["no messages", ['{"text":"x"}'], /Line 4 .* not a chat example/],
    ["an empty line", ["", ...EXAMPLES], /Line 4 .* not a chat example/],
    ["no reply", [line([{ role: "user", content: "x" }])], /Line 4 .* no reply/],
    ["an empty reply", [line([{ role: "assistant", content: "" }])], /Line 4 .* no reply/],
  ])("fails on a file with %s, and names the line", async (_, wrong, message) => {
    const { tuning } = open();
    const spec = await makeSpec(tuning, [...EXAMPLES, ...wrong]);
    const { id, status } = await tuning.createJob(spec, going());
    expect(status).toBe("queued");
    after(11);
    const job = await tuning.retrieveJob(id, going());
    expect(job).toMatchObject({ status: "failed", fineTunedModel: null, error: { code: "invalid_file" } });
    expect(job.error?.message).toMatch(message);
    expect((await tuning.listEvents(id, going())).at(-1)).toMatchObject({ level: "error", type: "failed" });
    expect(await tuning.listMetrics(id, going())).toEqual([]);
  });

  it("fails on an empty file", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning, []), going());
    after(11);
    expect((await tuning.retrieveJob(id, going())).error?.message).toContain("empty");
  });

  it("refuses a file it does not have, for certain", async () => {
    const { tuning } = open();
    const spec = await makeSpec(tuning);
    for (const trainFileId of ["practice-file-none", "../../etc/passwd", `practice-file-${"0".repeat(64)}`]) {
      const error = await failureOf(tuning.createJob({ ...spec, trainFileId }, going()));
      expect([error.code, isDefiniteRefusal(error)]).toEqual(["not_found", true]);
    }
  });

  // An id from elsewhere must not become a path out of the folder.
  it("does not read a job from outside its folder", async () => {
    await writeFile(join(folder, "secret.json"), "{}");
    for (const id of ["../../secret", "practice-job-none", "..", ""]) {
      expect((await failureOf(open().tuning.retrieveJob(id, going()))).code).toBe("not_found");
    }
  });

  it("says which record is damaged", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    await writeFile(join(folder, "practice", "jobs", `${id}.json`), "{");
    expect(await failureOf(tuning.retrieveJob(id, going()))).toMatchObject({ code: "corrupt" });
  });

  it("hears an abort", async () => {
    const { tuning } = open();
    expect((await failureOf(tuning.listJobs(AbortSignal.abort()))).code).toBe("cancelled");
  });
});

describe("events and metrics of practice", () => {
  it("say practice, only grow, and keep their ids", async () => {
    const { tuning } = open();
    const { id } = await tuning.createJob(await makeSpec(tuning), going());
    after(50);
    const halfway = await tuning.listEvents(id, going());
    after(100);
    const all = await tuning.listEvents(id, going());
    expect(all.slice(0, halfway.length)).toEqual(halfway);
    expect(all.length).toBeGreaterThan(halfway.length);
    expect(all.every(({ message }) => message.startsWith("practice:"))).toBe(true);
    expect(new Set(all.map((event) => event.id)).size).toBe(all.length);
  });

  it("rehearse a falling loss that depends on the seed alone", async () => {
    const { tuning } = open();
    const config = openaiConfigSchema.parse({ epochs: 20, seed: 5 });
    const spec = await makeSpec(tuning, EXAMPLES, { config, valFileId: "practice-file-x" });
    const { id } = await tuning.createJob(spec, going());
    const other = await tuning.createJob({ ...spec, localId: "job_bbbbbbbbbbbbbbbb" }, going());
    expect(await tuning.listMetrics(id, going())).toEqual([]);
    after(100);
    const metrics = await tuning.listMetrics(id, going());
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(metrics.at(-1)?.trainLoss).toBeLessThan(metrics[0]?.trainLoss ?? 0);
    expect(metrics.every(({ validLoss }) => validLoss !== null)).toBe(true);
    expect(await tuning.listMetrics(other.id, going())).toEqual(metrics);
  });
});

describe("practice models", () => {
  it("are listed, the tuned one from when its job has completed", async () => {
    const { tuning, listModels, account } = open();
    const config = openaiConfigSchema.parse({ suffix: "Warm & Kind!" });
    await tuning.createJob(await makeSpec(tuning, EXAMPLES, { config, model: "gpt-4o-mini" }), going());
    expect((await listModels(going())).map(({ id }) => id)).toEqual(["practice/echo"]);
    after(100);
    expect((await listModels(going())).map(({ id, tuned }) => [id, tuned])).toEqual([
      ["practice/echo", false],
      ["practice/warm-kind-abcdefgh", true],
    ]);
    expect(await account(going())).toBe("practice");
  });

  it("answer with the reply of the closest example, in pieces, twice the same", async () => {
    const { tuning, chat } = open();
    await tuning.createJob(await makeSpec(tuning), going());
    after(100);
    const ask = (content: string) =>
      readReply(chat({ model: "practice/echo-abcdefgh", messages: [{ role: "user", content }] }, going()));
    expect(await ask("the capital of france, please")).toMatchObject({ text: "Paris, and it is lovely in spring." });
    expect(await ask("BAKE me a cake")).toMatchObject({ text: "With flour, eggs and patience." });
    const nothingAlike = await ask("zzz");
    expect(nothingAlike).toEqual(await ask("zzz"));
    expect(nothingAlike.pieces).toBeGreaterThan(2);
    expect(nothingAlike.last?.finishReason).toBe("stop");
  });

  it("say that they are practice where nothing was learnt", async () => {
    const reply = readReply(
      open().chat({ model: "practice/echo", messages: [{ role: "user", content: "Hi" }] }, going()),
    );
    expect((await reply).text).toMatch(/practice.*learnt nothing/);
  });

  it("stop in the middle of a reply that is not wanted any more", async () => {
    const controller = new AbortController();
    let heard = "";
    const listen = async () => {
      const messages = [{ role: "user" as const, content: "word ".repeat(1_000) }];
      for await (const { text } of open().chat({ model: "practice/echo", messages }, controller.signal)) {
        heard += text;
        controller.abort();
      }
    };
    expect((await failureOf(listen())).code).toBe("cancelled");
    expect(heard).toBe("This ");
  });

  it("are unknown before their job has completed", async () => {
    const { tuning, chat } = open();
    await tuning.createJob(await makeSpec(tuning), going());
    for (const model of ["practice/echo-abcdefgh", "practice/none"]) {
      expect((await failureOf(readReply(chat({ model, messages: [] }, going())))).code).toBe("unknown_model");
    }
  });
});

describe("practice files", () => {
  it("are copied by content, whole and once, so that the original may go", async () => {
    const { tuning } = open();
    const local = await trainingFile(EXAMPLES);
    const first = await tuning.uploadFile(local, going());
    expect(await tuning.uploadFile(local, going())).toEqual(first);
    expect(await tuning.retrieveFile(first.id, going())).toEqual({ id: first.id, state: "ready", reason: null });
    const names = await readdir(join(folder, "practice", "files"));
    expect(names).toHaveLength(1);
    const copy = await readFile(join(folder, "practice", "files", names[0] ?? ""), "utf8");
    expect(copy).toBe(await readFile(local.path, "utf8"));
  });

  it("leave nothing behind where the original cannot be read", async () => {
    const { tuning } = open();
    const gone = { path: join(folder, "gone.jsonl"), bytes: 0, sha256: "", purpose: "train" as const };
    expect((await failureOf(tuning.uploadFile(gone, going()))).code).toBe("not_readable");
    expect(await readdir(folder)).toEqual([]);
    const directory = { ...gone, path: folder };
    expect((await failureOf(tuning.uploadFile(directory, going()))).code).toBe("not_readable");
  });

  it("are refused where the folder cannot be made", async () => {
    await writeFile(join(folder, "practice"), "a file in its place");
    expect((await failureOf(open().tuning.uploadFile(await trainingFile(EXAMPLES), going()))).code).toBe(
      "not_writable",
    );
  });
});
