/** Digests in one block: a megabyte. */
const BLOCK_DIGESTS = 65_536;
const WORDS = 4;
const FEWEST_SLOTS = 1024;

/**
 * A set of digests, of which it keeps the first 128 bits: 16 bytes each, and 6 to 11 more for finding them.
 * Digests stand in the order in which they were added, so that the newest can be taken back.
 */
export class DigestSet {
  #blocks: Uint32Array[] = [];
  #size = 0;
  /** Open addressing: each slot holds the position of a digest plus one, or 0. */
  #slots = new Uint32Array(FEWEST_SLOTS);

  get size(): number {
    return this.#size;
  }

  /** Adds a digest of at least 16 bytes; false when it was there. */
  add(digest: Uint8Array): boolean {
    const words = wordsOf(digest);
    const slot = this.#find(words);
    if (this.#slots[slot] !== 0) return false;
    this.#append(words);
    this.#slots[slot] = this.#size;
    if (this.#size * 3 > this.#slots.length * 2) this.#index(this.#slots.length * 2);
    return true;
  }

  has(digest: Uint8Array): boolean {
    return this.#slots[this.#find(wordsOf(digest))] !== 0;
  }

  /** Forgets all digests but the first `size`. */
  truncate(size: number): void {
    if (size >= this.#size) return;
    this.#size = size;
    this.#blocks.length = Math.ceil(size / BLOCK_DIGESTS);
    let slots = FEWEST_SLOTS;
    while (size * 3 > slots * 2) slots *= 2;
    this.#index(slots);
  }

  #append(words: Uint32Array): void {
    const offset = (this.#size % BLOCK_DIGESTS) * WORDS;
    if (offset === 0) this.#blocks.push(new Uint32Array(BLOCK_DIGESTS * WORDS));
    this.#blocks.at(-1)?.set(words, offset);
    this.#size += 1;
  }

  /** The slot that holds these words, or the empty one where they belong. */
  #find(words: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = (words[0] ?? 0) & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? 0;
      if (entry === 0 || this.#equals(entry - 1, words)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #equals(position: number, words: Uint32Array): boolean {
    const block = this.#blocks[Math.floor(position / BLOCK_DIGESTS)];
    const offset = (position % BLOCK_DIGESTS) * WORDS;
    for (let i = 0; i < WORDS; i++) if (block?.[offset + i] !== words[i]) return false;
    return true;
  }

  #index(slots: number): void {
    this.#slots = new Uint32Array(slots);
    const mask = slots - 1;
    for (let position = 0; position < this.#size; position++) {
      const block = this.#blocks[Math.floor(position / BLOCK_DIGESTS)];
      let slot = (block?.[(position % BLOCK_DIGESTS) * WORDS] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = position + 1;
    }
  }
}

function wordsOf(digest: Uint8Array): Uint32Array {
  const words = new Uint32Array(WORDS);
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  for (let i = 0; i < WORDS; i++) words[i] = view.getUint32(i * 4, true);
  return words;
}
