import { randomUUID } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { AppError, type ErrorCode } from "../../shared/errors.ts";
import { parseSecretJson, type StoredKey, storedKeySchema } from "./stored-key.ts";
import { messageOf, systemCode } from "../../shared/thrown.ts";

const fileSchema = z.object({ version: z.literal(1), keys: z.record(z.string(), storedKeySchema) });

/** The file a user may choose where there is no keychain: readable by its owner only. Nothing is kept in memory. */
export interface KeyFile {
  readonly path: string;
  /** Every key by name, an empty map where there is no file; throws `corrupt` or `not_readable`. */
  read(): Map<string, StoredKey>;
  /** Replaces the file as a whole; throws `not_writable` or `disk_full`, and the file stays as it was. */
  write(keys: ReadonlyMap<string, StoredKey>): void;
}

/** The key file at this path; `warn` hears that others could have read it. */
export function openKeyFile(path: string, warn: (message: string) => void): KeyFile {
  return {
    path,
    read() {
      const text = readPrivate(path, warn);
      if (text === null) return new Map();
      const parsed = fileSchema.safeParse(parseSecretJson(text));
      if (parsed.success) return new Map(Object.entries(parsed.data.keys));
      throw new AppError("corrupt", `The key file ${path} is damaged: it does not hold what Tunewright writes.`, {
        hint: "Move it away and save the keys again with: tunewright keys set PROVIDER --store file",
      });
    },
    write(keys) {
      const text = JSON.stringify({ version: 1, keys: Object.fromEntries(keys) }, null, 2);
      try {
        writePrivate(path, `${text}\n`);
      } catch (error) {
        const code: ErrorCode = systemCode(error) === "ENOSPC" ? "disk_full" : "not_writable";
        throw new AppError(code, `The key file ${path} could not be written: ${messageOf(error)}.`, {
          hint: "Make room or make the folder writable, or set the key in the environment instead.",
        });
      }
    },
  };
}

function readPrivate(path: string, warn: (message: string) => void): string | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    if (!stats.isFile()) throw new Error("it is not a regular file");
    if (process.platform !== "win32" && (stats.mode & 0o077) !== 0) {
      chmodSync(path, 0o600);
      warn(`Other users of this machine could read ${path}; its rights are now 0600. Consider making new keys.`);
    }
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new AppError("not_readable", `The key file ${path} could not be read: ${messageOf(error)}.`, {
      hint: "It must be a file that belongs to you. Correct that, or set the key in the environment.",
    });
  }
}

function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    const file = openSync(partial, "wx", 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes the renaming itself last through a power cut; Windows cannot open folders. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
