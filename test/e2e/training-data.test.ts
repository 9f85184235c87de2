import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { ROOT } from "../cli/command-line.ts";
import { expectAccessible } from "./accessible.ts";
import { openTunewright, type Tunewright } from "./harness.ts";

const SAMPLE = join(ROOT, "resources/sample.db");
/** A process is started first, on a machine that may be busy. */
const PATIENT = { timeout: 20_000 };

interface WrittenFile {
  role: "train" | "validation";
  path: string;
  examples: number;
  sha256: string;
}

interface WrittenDataset {
  id: string;
  examples: number;
  files: WrittenFile[];
}

let tunewright: Tunewright;
let page: Page;

beforeEach(async () => {
  tunewright = await openTunewright();
  page = tunewright.page;
});
afterEach(() => tunewright[Symbol.asyncDispose]());

/** Opens a copy of the sample in the studio. */
async function openStudio(): Promise<string> {
  const path = join(tunewright.folder, "mine.db");
  copyFileSync(SAMPLE, path);
  const source = (await tunewright.call("files.open", { path })) as { id: string };
  await tunewright.go(`/training-data/new/${source.id}`);
  await page.getByRole("button", { name: "Included 58" }).waitFor();
  return path;
}

/** Writes what the studio holds under this name, and gives the dataset that was made. */
async function write(name: string): Promise<WrittenDataset> {
  await page.getByRole("textbox", { name: "Name of the files" }).fill(name);
  await page.getByRole("button", { name: /^Write (2 files|the file)$/ }).click();
  await page.getByRole("heading", { name, exact: true }).waitFor();
  const { datasets } = (await tunewright.call("datasets.list", {})) as { datasets: WrittenDataset[] };
  const [newest] = datasets;
  if (newest === undefined) throw new Error("no dataset was made");
  return newest;
}

const linesOf = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");
const fileOf = ({ files }: WrittenDataset, role: WrittenFile["role"]) => {
  const file = files.find((one) => one.role === role);
  if (file === undefined) throw new Error(`there is no ${role} file`);
  return file;
};
const step = (title: string) =>
  page
    .getByRole("list", { name: "Recipe" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: title, exact: true }) });

it("counts after every step what the files then hold, and shows what was left out by its reason", async () => {
  await openStudio();
  await page.getByRole("checkbox", { name: "Keep only the first of identical examples" }).click();
  const included = page.getByRole("button", { name: /^Included \d+$/ });
  await expect.poll(() => included.innerText(), PATIENT).not.toBe("Included 58");
  const withDuplicates = Number((await included.innerText()).replace("Included ", ""));
  expect(await step("Duplicates").innerText()).toContain(String(withDuplicates));
  await page.getByRole("button", { name: /^Left out \d+$/ }).click();
  const leftOut = Number((await page.getByRole("button", { name: /^Left out \d+$/ }).innerText()).replace(/\D+/, ""));
  expect(leftOut + withDuplicates).toBe(60);
  await expect
    .poll(() => page.getByRole("list", { name: "Examples" }).getByRole("listitem").count(), PATIENT)
    .toBe(leftOut);
  await expectAccessible(page, "the studio with what was left out");

  const dataset = await write("counted");
  const written = dataset.files.flatMap(({ path }) => linesOf(path));
  expect(written).toHaveLength(withDuplicates);
  for (const { path, examples, sha256 } of dataset.files) {
    expect(linesOf(path)).toHaveLength(examples);
    expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(sha256);
  }
});

it("gives the same bytes where the same recipe is used again", async () => {
  await openStudio();
  await page.getByRole("combobox", { name: "Train on" }).click();
  await page.getByRole("option", { name: "The last reply only" }).click();
  const first = await write("once");
  await page.getByRole("button", { name: "Same recipe again" }).click();
  await page.getByRole("button", { name: "Included 58" }).waitFor();
  const second = await write("again");
  expect(second.id).not.toBe(first.id);
  for (const role of ["train", "validation"] as const)
    expect(fileOf(second, role).sha256).toBe(fileOf(first, role).sha256);
});

it("says beside the examples that a source has gone meanwhile, and writes nothing", async () => {
  const path = await openStudio();
  rmSync(path);
  await page.getByRole("button", { name: "Write 2 files" }).click();
  await page.getByRole("alert").getByText("mine.db").first().waitFor();
  const { datasets } = (await tunewright.call("datasets.list", {})) as { datasets: WrittenDataset[] };
  expect(datasets).toEqual([]);
});

it("takes a file out by download and into another folder of the server, and replaces nothing unasked", async () => {
  await openStudio();
  const { path } = fileOf(await write("taken"), "train");
  const exportIt = () => page.getByRole("button", { name: "Export the training file" }).click();

  await exportIt();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download", exact: true }).click();
  const downloaded = await (await downloading).path();
  expect(readFileSync(downloaded).equals(readFileSync(path))).toBe(true);

  const other = join(tunewright.folder, "other");
  mkdirSync(other);
  writeFileSync(join(other, "taken.train.jsonl"), "mine");
  await exportIt();
  await page.getByRole("button", { name: "Write on the server" }).click();
  await page.getByRole("option", { name: /other/ }).waitFor();
  await page.getByRole("textbox", { name: "Path" }).fill(`${other}/`);
  await page.getByRole("option", { name: /taken\.train\.jsonl/ }).waitFor();
  await page.getByRole("button", { name: "Write the file" }).click();
  await page.getByText("There already is a file").waitFor();
  expect(readFileSync(join(other, "taken.train.jsonl"), "utf8")).toBe("mine");
  await page.getByRole("button", { name: "Replace it" }).click();
  await page.getByText("Written to").waitFor();
  expect(readdirSync(other)).toEqual(["taken.train.jsonl"]);
  expect(readFileSync(join(other, "taken.train.jsonl")).equals(readFileSync(path))).toBe(true);
});

it("names the lines of a file that a provider would refuse", async () => {
  await openStudio();
  const dataset = await write("spoilt");
  const { path } = fileOf(dataset, "train");
  const lines = linesOf(path);
  writeFileSync(path, `${lines.with(2, "{ not json").join("\n")}\n`);
  await page.reload();
  const findings = page.getByRole("list", { name: "Findings" });
  await findings.getByText("OpenAI would refuse it").waitFor();
  await findings
    .getByText(/\bline 3\b/)
    .first()
    .waitFor();
  await expectAccessible(page, "a dataset that would be refused");
});
