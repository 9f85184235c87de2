import { closeSync, openSync, readSync, statSync } from "node:fs";
import { AppError } from "../../shared/errors.ts";
import { messageOf, systemCode } from "../../shared/thrown.ts";

const CHUNK_BYTES = 1 << 20;
const LINE_END = 0x0a;

/** One line of a file without its line end, by its number from 1; `bytes` is null for one that is too long. */
export interface Line {
  number: number;
  bytes: Buffer | null;
}

/** A file open for reading line by line. Disposing closes it. */
export class LineFile implements Disposable {
  readonly path: string;
  readonly bytes: number;
  readonly #descriptor: number;
  readonly #longest: number;

  /** Opens a plain file; lines over `longest` bytes are passed over. Throws `not_found` or `not_readable`. */
  constructor(path: string, longest: number) {
    this.path = path;
    this.#longest = longest;
    try {
      this.bytes = sizeOfPlainFile(path);
      this.#descriptor = openSync(path, "r");
    } catch (error) {
      throw error instanceof AppError ? error : asReadFailure(error, path);
    }
  }

  /** At most so many bytes from the beginning. */
  beginning(length: number): Buffer {
    const head = Buffer.alloc(length);
    return head.subarray(0, this.#read(head, 0));
  }

  /** The lines in order; a line end that closes the file opens no further line. */
  *lines(): Generator<Line, void, undefined> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let parts: Buffer[] = [];
    let length = 0;
    let number = 1;
    for (;;) {
      const read = this.#read(chunk, null);
      let start = 0;
      while (start < read) {
        const found = chunk.subarray(0, read).indexOf(LINE_END, start);
        const end = found === -1 ? read : found;
        length += end - start;
        if (length > this.#longest) parts = [];
        else parts.push(Buffer.from(chunk.subarray(start, end)));
        start = end + 1;
        if (found === -1) continue;
        yield { number, bytes: this.#join(parts, length) };
        [parts, length, number] = [[], 0, number + 1];
      }
      if (read > 0) continue;
      if (length > 0) yield { number, bytes: this.#join(parts, length) };
      return;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  #join(parts: readonly Buffer[], length: number): Buffer | null {
    return length > this.#longest ? null : Buffer.concat(parts, length);
  }

  /** Reads at a position, or with null where the last such reading ended. */
  #read(chunk: Buffer, position: number | null): number {
    try {
      return readSync(this.#descriptor, chunk, 0, chunk.length, position);
    } catch (error) {
      throw asReadFailure(error, this.path);
    }
  }
}

/** Looks before opening: to open a named pipe would wait for its other end for ever. */
function sizeOfPlainFile(path: string): number {
  const stats = statSync(path);
  if (stats.isFile()) return stats.size;
  const what = stats.isDirectory() ? "a folder" : "not a plain file";
  throw new AppError("not_readable", `${path} is ${what}.`, { hint: "Name a JSONL file." });
}

function asReadFailure(error: unknown, path: string): AppError {
  const code = systemCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new AppError("not_found", `There is no file ${path}.`, { hint: "Check the name and the folder." });
  }
  const reason = code === "EACCES" ? "permission is denied" : messageOf(error);
  return new AppError("not_readable", `${path} cannot be read: ${reason}.`, {
    hint: "Ask its owner for permission to read it, or copy it to a place of your own.",
    cause: error,
  });
}
