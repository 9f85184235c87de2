import { statSync } from "node:fs";
import { AppError } from "../../shared/errors.ts";

/** What a file was when it was read. */
export interface Fingerprint {
  path: string;
  bytes: number;
  sha256: string;
}

/** Smaller files are read sooner than a thread is started. */
const THREADED_BYTES = 8_000_000;

/**
 * Size and SHA-256 (hexadecimal) of a file, read in pieces; large files in a thread, so that other work goes on;
 * `threaded` decides for itself. Throws `not_readable` where reading fails.
 */
export async function fingerprint(path: string, { threaded }: { threaded?: boolean } = {}): Promise<Fingerprint> {
  try {
    // Loaded when it is needed, so that a build keeps it apart: a thread must be able to start there.
    const { hashFile, hashFileInThread } = await import("./hash-thread.ts");
    const hash = (threaded ?? statSync(path).size > THREADED_BYTES) ? hashFileInThread : hashFile;
    return { path, ...(await hash(path)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("not_readable", `${path} cannot be read: ${reason}.`, { cause: error });
  }
}
