import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { AppError } from "../../shared/errors.ts";

/** What a file was when it was read. */
export interface Fingerprint {
  path: string;
  bytes: number;
  sha256: string;
}

const CHUNK_BYTES = 1 << 20;

/** Size and SHA-256 (hexadecimal) of a file, read in pieces; `not_readable` where that fails. */
export async function fingerprint(path: string): Promise<Fingerprint> {
  try {
    await using file = await open(path);
    const hash = createHash("sha256");
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return { path, bytes, sha256: hash.digest("hex") };
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("not_readable", `${path} cannot be read: ${reason}.`, { cause: error });
  }
}
