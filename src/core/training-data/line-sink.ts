/** Where the lines of examples go, one after the other. */
export interface LineSink {
  /** How many there are. */
  readonly lines: number;
  /** Encodes a line and shows its bytes, without line end, until the next call; `accept` takes it. */
  stage(line: string): Uint8Array;
  accept(): void;
  /** Takes bytes that already are one line, without its line end. */
  append(line: Uint8Array): void;
  /** Marks this point; the returned function forgets everything after it. */
  mark(): () => void;
}

/** Counts lines and keeps none of them. */
export class LineCounter implements LineSink {
  #lines = 0;

  get lines(): number {
    return this.#lines;
  }

  stage(line: string): Uint8Array {
    return Buffer.from(line);
  }

  accept(): void {
    this.#lines += 1;
  }

  append(): void {
    this.#lines += 1;
  }

  mark(): () => void {
    const lines = this.#lines;
    return () => {
      this.#lines = lines;
    };
  }
}
