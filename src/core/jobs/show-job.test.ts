import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestApp, type TestApp, trainingLines } from "../../../test/app.ts";
import { openWorkspace, type Workspace } from "../workspace/workspace.ts";
import type { JobRow } from "./job-store.ts";
import { showJobs } from "./show-job.ts";

let app: TestApp;
let workspace: Workspace;
beforeEach(() => {
  app = openTestApp({ environment: { TUNEWRIGHT_PRACTICE_SECONDS: "1" } });
  workspace = openWorkspace(`${app.folder}/data`);
});
afterEach(async () => {
  workspace.close();
  await app[Symbol.asyncDispose]();
});

it("a list of jobs costs as many queries as one job, and gives each its own dataset and progress", async () => {
  const { id: sourceId } = await app.query("files.openSample", {});
  for (const name of ["one", "two", "three"]) {
    const recipe = { maxConversations: 30 + name.length };
    const made = await app.run("trainingData.prepare", { sources: [{ sourceId }], out: { name }, recipe });
    const trainFile = { datasetId: made.datasetId, role: "train" } as const;
    const { id } = await app.query("jobs.create", { name, provider: "practice", model: "practice/echo", trainFile });
    if (name === "two") await app.run("jobs.run", { id, wait: true });
  }
  const trainFile = { path: app.write("own.jsonl", trainingLines(12)) };
  await app.query("jobs.create", { name: "own", provider: "practice", model: "practice/echo", trainFile });

  const rows = workspace.read.all<JobRow>("SELECT * FROM jobs ORDER BY created_at, rowid");
  let queries = 0;
  const counted: Workspace["read"] = {
    get: (sql, ...values) => {
      queries += 1;
      return workspace.read.get(sql, ...values);
    },
    all: (sql, ...values) => {
      queries += 1;
      return workspace.read.all(sql, ...values);
    },
  };
  const jobs = showJobs(counted, rows);
  expect(queries).toBe(2);

  const { datasets } = await app.query("datasets.list", {});
  const expected = jobs.map(({ trainFile: path }) => {
    const dataset = datasets.find(({ files }) => files.some((file) => file.path === path));
    return dataset === undefined ? null : { id: dataset.id, examples: dataset.examples };
  });
  expect(jobs.map((job) => job.dataset)).toEqual(expected);
  expect(new Set(expected.map((dataset) => dataset?.id)).size).toBe(4);
  expect(jobs.map(({ name, progress }) => [name, progress !== null])).toEqual([
    ["one", false],
    ["two", true],
    ["three", false],
    ["own", false],
  ]);
});
