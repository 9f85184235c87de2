const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const LENGTH = 16;

/** How many random bytes `makeId` takes. */
export const ID_BYTES = LENGTH;

/** An id such as `job_k3…`: the prefix, `_` and 16 base32 characters drawn from as many random bytes. */
export function makeId(prefix: string, random: Uint8Array): string {
  const characters = Array.from(random.subarray(0, LENGTH), (byte) => ALPHABET[byte & 31]);
  if (characters.length < LENGTH) throw new RangeError(`an id takes ${LENGTH} random bytes`);
  return `${prefix}_${characters.join("")}`;
}
