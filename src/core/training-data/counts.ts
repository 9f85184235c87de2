/** A growing list of whole numbers below 2^32, four bytes each. */
export class CountList {
  #values = new Uint32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(value: number): void {
    if (this.#size === this.#values.length) {
      const grown = new Uint32Array(this.#size * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#size] = value;
    this.#size += 1;
  }

  /** The value at a position; 0 beyond the end. */
  at(position: number): number {
    return position < this.#size ? (this.#values[position] ?? 0) : 0;
  }

  /** Forgets all values but the first `size`. */
  truncate(size: number): void {
    this.#size = Math.min(this.#size, size);
  }
}
