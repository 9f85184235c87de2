import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { AppError } from "../../shared/errors.ts";

/** What a file was when it was read. */
export interface Fingerprint {
  path: string;
  bytes: number;
  sha256: string;
}

/** Size and SHA-256 (hexadecimal) of a file, read in pieces; `not_readable` where that fails. */
export async function fingerprint(path: string): Promise<Fingerprint> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("not_readable", `${path} cannot be read: ${reason}.`, { cause: error });
  }
  return { path, bytes, sha256: hash.digest("hex") };
}
