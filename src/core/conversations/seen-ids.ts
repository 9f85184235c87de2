/** A set of texts that keeps eight bytes of each; two texts count as one about once in 10^18 pairs. */
export class SeenIds {
  #slots = new Uint32Array(2 * 1024);
  #size = 0;

  /** Adds the text; false where it was there already. */
  add(text: string): boolean {
    const [a, b] = hash(text);
    const slot = this.#find(a, b);
    if (this.#slots[slot] !== 0) return false;
    this.#slots[slot] = a;
    this.#slots[slot + 1] = b;
    this.#size += 1;
    if (this.#size * 4 > this.#slots.length) this.#grow();
    return true;
  }

  has(text: string): boolean {
    const [a, b] = hash(text);
    return this.#slots[this.#find(a, b)] !== 0;
  }

  get size(): number {
    return this.#size;
  }

  /** The slot of the pair, or the empty one where it belongs. A slot is two numbers; the first is never 0 when taken. */
  #find(a: number, b: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (b << 1) & mask;
    while (slots[slot] !== 0 && (slots[slot] !== a || slots[slot + 1] !== b)) slot = (slot + 2) & mask;
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let from = 0; from < old.length; from += 2) {
      const a = old[from] ?? 0;
      const b = old[from + 1] ?? 0;
      if (a === 0) continue;
      const slot = this.#find(a, b);
      this.#slots[slot] = a;
      this.#slots[slot + 1] = b;
    }
  }
}

/** Two independent 32-bit hashes (multiply and mix); the first is never 0. */
function hash(text: string): [number, number] {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x85ebca6b ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ unit, 0xcc9e2d51);
    b = (b << 13) | (b >>> 19);
  }
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d);
  b = Math.imul(b ^ (b >>> 16), 0x846ca68b);
  return [((a ^ (a >>> 15)) | 1) >>> 0, (b ^ (b >>> 16)) >>> 0];
}
