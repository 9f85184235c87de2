import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isBareName } from "../core/files/bare-name.ts";
import { AppError } from "../shared/errors.ts";
import { messageOf, systemCode } from "../shared/thrown.ts";

/**
 * Writes a request's body to a private file of its own below `folder` and returns its path. What is longer than
 * `limit` bytes, counted as they come, or is cut off leaves nothing behind.
 */
export async function receiveUpload(
  incoming: IncomingMessage,
  folder: string,
  name: string,
  limit: number,
): Promise<string> {
  if (!isBareName(name)) {
    throw new AppError("invalid_input", "An upload needs the bare name of a file.", {
      hint: "Rename the file and try again.",
    });
  }
  const own = join(folder, randomBytes(12).toString("hex"));
  const path = join(own, name);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done(bytes > limit ? tooLarge(limit) : null, chunk);
    },
  });
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 });
    await pipeline(incoming, counted, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    return path;
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    throw explain(error, name);
  }
}

function tooLarge(limit: number): AppError {
  return new AppError("invalid_input", `The file is larger than ${limit} bytes, which is the most an upload may be.`, {
    hint: "Copy it to this machine in another way, with scp for example, and open it there.",
  });
}

function explain(error: unknown, name: string): unknown {
  if (error instanceof AppError) return error;
  const code = systemCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new AppError("disk_full", `There is no room for ${name} on the disk of the data folder.`, {
      hint: "Make room, or copy the file to another disk of this machine and open it there.",
      cause: error,
    });
  }
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE") {
    return new AppError("cancelled", `The upload of ${name} was cut off.`, { hint: "Upload it again.", cause: error });
  }
  return new AppError("not_writable", `${name} could not be kept: ${messageOf(error)}.`, { cause: error });
}
