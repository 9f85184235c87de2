import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync, readSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

// This module imports nothing of ours: it is loaded a second time as the thread's program, wherever a build puts it.

/** What a file holds, the SHA-256 in hexadecimal. */
export interface HashedFile {
  bytes: number;
  sha256: string;
}

const CHUNK_BYTES = 1 << 18;
/** Marks the data of a thread as meant for this module. */
const KIND = "file to be hashed";

/** Reads a file in pieces. Throws what Node throws. */
export function hashFile(path: string): HashedFile {
  const file = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const read = readSync(file, chunk);
      if (read === 0) return { bytes, sha256: hash.digest("hex") };
      hash.update(chunk.subarray(0, read));
      bytes += read;
    }
  } finally {
    closeSync(file);
  }
}

/** As `hashFile`, in a thread of its own. */
export async function hashFileInThread(path: string): Promise<HashedFile> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { kind: KIND, path },
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 1 },
  });
  const [hashed]: HashedFile[] = await once(worker, "message");
  if (hashed === undefined) throw new Error("its thread said nothing");
  return hashed;
}

function isTask(data: unknown): data is { path: string } {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === KIND && "path" in data;
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
if (!isMainThread && isTask(workerData)) parentPort?.postMessage(hashFile(workerData.path));
