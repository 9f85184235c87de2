import { randomBytes } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { isBareName } from "../core/files/bare-name.ts";
import { AppError } from "../shared/errors.ts";
import { messageOf, systemCode } from "../shared/thrown.ts";
import { BodyTooLarge, takeBody } from "./body.ts";
import type { BodyLimit } from "./limits.ts";

/** Files that browsers send, on their way into the data folder. */
export interface Uploads {
  /**
   * Writes a request's body to a private file of its own and returns its path. What is too long or cut off leaves
   * nothing behind.
   */
  receive(incoming: IncomingMessage, name: string): Promise<string>;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
}

/** Makes the way in; each file gets a folder of its own below `folder`, so that it can keep its name. */
export function createUploads(folder: string, limit: BodyLimit, atOnce: number): Uploads {
  const running = new Set<Promise<string>>();
  return {
    async receive(incoming, name) {
      assertName(name);
      if (running.size >= atOnce) {
        throw new AppError("busy", `${running.size} files are being uploaded already.`, {
          hint: "Wait until one of them is there, then upload this one again.",
        });
      }
      const receiving = receive(incoming, folder, name, limit);
      running.add(receiving);
      try {
        return await receiving;
      } finally {
        running.delete(receiving);
      }
    },
    async settled() {
      await Promise.allSettled(running);
    },
  };
}

async function receive(incoming: IncomingMessage, folder: string, name: string, limit: BodyLimit): Promise<string> {
  const own = join(folder, randomBytes(12).toString("hex"));
  const path = join(own, name);
  try {
    await mkdir(own, { recursive: true, mode: 0o700 });
    await using file = await open(path, "wx", 0o600);
    for await (const chunk of takeBody(incoming, limit)) await file.writeFile(chunk);
    return path;
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    throw explain(error, name, limit);
  }
}

function assertName(name: string): void {
  if (isBareName(name)) return;
  throw new AppError("invalid_input", "An upload needs the bare name of a file.", {
    hint: "Rename the file and upload it again.",
  });
}

const GB = 1024 ** 3;
const MB = 1024 ** 2;

function sizeOf(bytes: number): string {
  return bytes >= GB ? `${(bytes / GB).toFixed(1)} GB` : `${(bytes / MB).toFixed(1)} MB`;
}

function explain(error: unknown, name: string, limit: BodyLimit): AppError {
  if (error instanceof BodyTooLarge) {
    return new AppError("invalid_input", `${name} is larger than ${sizeOf(limit.bytes)}, the most an upload may be.`, {
      hint: "Copy it to the machine of the server in another way, with scp for example, and open it there.",
    });
  }
  switch (systemCode(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return new AppError("disk_full", `There is no room for ${name} on the disk of the data folder.`, {
        hint: "Make room, or copy the file to another disk of the server's machine and open it there.",
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new AppError("not_writable", `${name} could not be written into the data folder: ${messageOf(error)}.`, {
        hint: "Make the data folder writable for the user who runs the server.",
        cause: error,
      });
    default:
      return new AppError("cancelled", `The upload of ${name} was cut off: ${messageOf(error)}.`, {
        hint: "Upload it again.",
        cause: error,
      });
  }
}
