import { createHash } from "node:crypto";
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import type { LineSink } from "./line-sink.ts";
import { asWriteFailure } from "../write-failure.ts";

const CHUNK_BYTES = 1 << 20;
const LINE_END = 0x0a;

/**
 * Writes lines under a partial name and gives them their own name when they are whole.
 * Disposing it without `publish` removes what was written. Failures are AppErrors that name the target.
 */
export class JsonlWriter implements LineSink, Disposable {
  readonly target: string;
  readonly #partial: string;
  readonly #descriptor: number;
  readonly #discard = (): void => rmSync(this.#partial, { force: true });
  #open = true;
  #published = false;
  #hash = createHash("sha256");
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #filled = 0;
  #staged = 0;
  #written = 0;
  #lines = 0;

  /** Creates the partial file beside `target`. */
  constructor(target: string, partialSuffix: string) {
    this.target = target;
    this.#partial = target + partialSuffix;
    this.#descriptor = this.#guard(() => {
      rmSync(this.#partial, { force: true });
      return openSync(this.#partial, "wx+", 0o644);
    });
    // A process whose parent is gone ends without disposing of anything.
    process.once("exit", this.#discard);
  }

  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#written + this.#filled;
  }

  stage(line: string): Uint8Array {
    this.#makeRoom(line.length * 3 + 1);
    this.#staged = this.#buffer.write(line, this.#filled, "utf8");
    return this.#buffer.subarray(this.#filled, this.#filled + this.#staged);
  }

  accept(): void {
    this.#buffer[this.#filled + this.#staged] = LINE_END;
    this.#filled += this.#staged + 1;
    this.#lines += 1;
  }

  append(line: Uint8Array): void {
    this.#makeRoom(line.length + 1);
    this.#buffer.set(line, this.#filled);
    this.#staged = line.length;
    this.accept();
  }

  /** As of every sink: going back forgets what came after on disk too. */
  mark(): () => void {
    this.#flush();
    const bytes = this.#written;
    const lines = this.#lines;
    const hash = this.#hash.copy();
    return () => {
      this.#guard(() => ftruncateSync(this.#descriptor, bytes));
      this.#filled = 0;
      this.#written = bytes;
      this.#lines = lines;
      this.#hash = hash.copy();
    };
  }

  /**
   * Goes through the whole lines that are written, and keeps here only those for which `keep(line, number)` is
   * true; numbers count from 0. What stays is moved forward in place: no further disk space is needed.
   */
  filter(keep: (line: Uint8Array, number: number) => boolean): void {
    this.#flush();
    const end = this.#written;
    this.#hash = createHash("sha256");
    this.#written = 0;
    this.#lines = 0;
    let number = 0;
    for (const line of this.#linesUntil(end)) if (keep(line, number++)) this.append(line);
    this.#flush();
    this.#guard(() => ftruncateSync(this.#descriptor, this.#written));
  }

  /** Brings everything to the disk and closes the file; returns the SHA-256 of its bytes in hexadecimal. */
  seal(): string {
    this.#flush();
    this.#guard(() => fsyncSync(this.#descriptor));
    this.#close();
    return this.#hash.digest("hex");
  }

  /** Gives a sealed file its name; what had that name is replaced. */
  publish(): void {
    this.#guard(() => renameSync(this.#partial, this.target));
    this.#published = true;
  }

  [Symbol.dispose](): void {
    process.removeListener("exit", this.#discard);
    this.#close();
    if (!this.#published) this.#discard();
  }

  #close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }

  #makeRoom(bytes: number): void {
    if (this.#filled + bytes > this.#buffer.length) this.#flush();
    if (bytes > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(bytes);
  }

  #flush(): void {
    const chunk = this.#buffer.subarray(0, this.#filled);
    this.#hash.update(chunk);
    for (let done = 0; done < chunk.length;) {
      done += this.#guard(() => writeSync(this.#descriptor, chunk, done, chunk.length - done, this.#written + done));
    }
    this.#written += this.#filled;
    this.#filled = 0;
    if (this.#buffer.length > 2 * CHUNK_BYTES) this.#buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  }

  /** The file's lines up to byte `end`; reading stays ahead of what `filter` writes. */
  *#linesUntil(end: number): Generator<Uint8Array> {
    let pending = Buffer.alloc(0);
    for (let position = 0; position < end;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - position));
      const from = position;
      const read = this.#guard(() => readSync(this.#descriptor, chunk, 0, chunk.length, from));
      position += read;
      pending = Buffer.concat([pending, chunk.subarray(0, read)]);
      let start = 0;
      for (let at = pending.indexOf(LINE_END); at !== -1; at = pending.indexOf(LINE_END, start)) {
        yield pending.subarray(start, at);
        start = at + 1;
      }
      pending = pending.subarray(start);
    }
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asWriteFailure(error, this.target);
    }
  }
}
