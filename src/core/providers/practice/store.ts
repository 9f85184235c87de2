import type { Hash } from "node:crypto";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError } from "../../../shared/errors.ts";
import type { PracticeRecord } from "./course.ts";
import { recordSchema } from "./course.ts";
import { messageOf, systemCode } from "../../../shared/thrown.ts";

const FILE_ID = /^practice-file-([0-9a-f]{64})$/;
const JOB_ID = /^practice-job-[0-9a-f]{24}$/;

/** What practice keeps in its folder: copies of training files by content, and one record a job. */
export interface PracticeStore {
  /** Copies a file in and returns its id; the same content has the same id. */
  addFile(path: string): Promise<string>;
  /** The path of a copy, or null where there is none. */
  findFile(id: string): Promise<string | null>;
  /** The id that a job with this id of ours has. */
  jobId(localId: string): string;
  readJob(id: string): Promise<PracticeRecord | null>;
  listJobs(): Promise<PracticeRecord[]>;
  /** Replaces a record whole: any reader sees the old one or the new one. */
  writeJob(record: PracticeRecord): Promise<void>;
}

/** The store in a folder, which is made when something is first put there. */
export function createPracticeStore(folder: string): PracticeStore {
  const files = join(folder, "files");
  const jobs = join(folder, "jobs");
  const readJob = async (id: string) => {
    if (!JOB_ID.test(id)) return null;
    const text = await readIfThere(join(jobs, `${id}.json`));
    return text === null ? null : parseRecord(id, text);
  };
  return {
    addFile: (path) => copyByContent(path, files),
    async findFile(id) {
      const [, hash] = FILE_ID.exec(id) ?? [];
      if (hash === undefined) return null;
      const path = join(files, `${hash}.jsonl`);
      return (await exists(path)) ? path : null;
    },
    jobId: (localId) => `practice-job-${createHash("sha256").update(localId).digest("hex").slice(0, 24)}`,
    readJob,
    async listJobs() {
      const names = await readdir(jobs).catch(() => []);
      const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
      const records = await Promise.all(ids.map(readJob));
      return records.filter((record) => record !== null).toSorted((one, other) => other.createdAt - one.createdAt);
    },
    writeJob: (record) =>
      writing(async () => {
        await mkdir(jobs, { recursive: true, mode: 0o700 });
        const partial = join(jobs, `.${record.id}.${randomUUID()}.part`);
        await writeFile(partial, JSON.stringify(record), { mode: 0o600 });
        await rename(partial, join(jobs, `${record.id}.json`));
      }),
  };
}

async function copyByContent(path: string, files: string): Promise<string> {
  const hash = createHash("sha256");
  const partial = join(files, `.${randomUUID()}.part`);
  await access(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return writing(async () => {
    await mkdir(files, { recursive: true, mode: 0o700 });
    try {
      await pipeline(readHashed(path, hash), createWriteStream(partial, { mode: 0o600 }));
      const digest = hash.digest("hex");
      await rename(partial, join(files, `${digest}.jsonl`));
      return `practice-file-${digest}`;
    } finally {
      await rm(partial, { force: true });
    }
  });
}

async function* readHashed(path: string, hash: Hash): AsyncIterable<Buffer> {
  const stream: AsyncIterable<Buffer> = createReadStream(path);
  try {
    for await (const chunk of stream) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): AppError {
  return new AppError("not_readable", `${path} cannot be read: ${messageOf(error)}`, {
    hint: "Check that the file is still there and may be read.",
  });
}

function parseRecord(id: string, text: string): PracticeRecord {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    throw new AppError("corrupt", `The record of ${id} in the practice folder is damaged.`, {
      hint: "Delete it; practice jobs hold nothing of value.",
    });
  }
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return null;
    throw unreadable(path, error);
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function writing<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const full = systemCode(error) === "ENOSPC" || systemCode(error) === "EDQUOT";
    throw new AppError(
      full ? "disk_full" : "not_writable",
      `The practice folder cannot be written: ${messageOf(error)}`,
      {
        hint: full ? "Make room on the disk." : "Check the rights of the data folder.",
      },
    );
  }
}
