/** What the first bytes of a file say that it is. */
export type Signature =
  | { kind: "empty" | "text" | "scrambled" | "other" }
  | { kind: "known"; name: string }
  | { kind: "sqlite"; walMode: boolean; pageBytes: number; expectedBytes: number | null };

/** How many bytes of the beginning `signatureOf` wants to see. */
export const SIGNATURE_BYTES = 4096;

const MAGIC = "SQLite format 3\0";
const OTHERS: readonly (readonly [name: string, start: string])[] = [
  ["a ZIP archive", "PK\u0003\u0004"],
  ["a gzip archive", "\u001f\u008b"],
  ["an xz archive", "\u00fd7zXZ"],
  ["a Zstandard archive", "(\u00b5/\u00fd"],
  ["a bzip2 archive", "BZh"],
  ["a 7-Zip archive", "7z\u00bc\u00af"],
  ["a PDF document", "%PDF-"],
  ["a PNG image", "\u0089PNG"],
  ["a JPEG image", "\u00ff\u00d8\u00ff"],
  ["a DuckDB database", "\0\0\0\0\0\0\0\0DUCK"],
  ["a Parquet file", "PAR1"],
  ["an SQLite 2 database", "** This file contains an SQLite 2"],
];

/** Reads the beginning of a file of this size. Whether a scrambled file is encrypted, nobody can say without its key. */
export function signatureOf(head: Buffer, fileBytes: number): Signature {
  if (fileBytes === 0) return { kind: "empty" };
  const start = head.toString("latin1", 0, 64);
  if (start.startsWith(MAGIC)) return { kind: "sqlite", ...databaseHeader(head) };
  const known = OTHERS.find(([, magic]) => start.startsWith(magic) || start.slice(0, 12) === magic);
  if (known !== undefined) return { kind: "known", name: known[0] };
  if (isText(head)) return { kind: "text" };
  return { kind: head.length >= 512 && entropy(head) > 7 ? "scrambled" : "other" };
}

/** `expectedBytes` is null where the header does not vouch for the size it holds. */
function databaseHeader(head: Buffer): { walMode: boolean; pageBytes: number; expectedBytes: number | null } {
  if (head.length < 100) return { walMode: false, pageBytes: 512, expectedBytes: 512 };
  const stored = head.readUInt16BE(16);
  const pageBytes = stored === 1 ? 65_536 : stored;
  const sizeIsValid = head.readUInt32BE(24) === head.readUInt32BE(92);
  const pages = head.readUInt32BE(28);
  return {
    walMode: head[18] === 2 || head[19] === 2,
    pageBytes,
    expectedBytes: sizeIsValid && pages > 0 ? pages * pageBytes : null,
  };
}

function isText(head: Buffer): boolean {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return false;
  // The sample may end inside a character, which is at most four bytes long.
  const text = head.subarray(0, Math.max(1, head.length - 4)).toString("utf8");
  const broken = text.split("\ufffd").length - 1;
  return broken <= text.length / 50;
}

/** Bits a byte; random bytes come close to 8, text to 4 or 5. */
function entropy(bytes: Buffer): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}
