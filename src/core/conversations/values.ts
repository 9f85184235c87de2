/** A value as SQLite hands it over. */
export type SqlValue = string | number | bigint | Buffer | null;

/** Any value as text: bytes are read as UTF-8, what is broken in them is replaced. */
export function textOf(value: SqlValue | undefined): string {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (value === null || value === undefined) return "";
  return Buffer.isBuffer(value) ? value.toString("utf8") : String(value);
}

/** As `textOf`, and null where there is nothing or nothing but blanks. */
export function textOrNull(value: SqlValue | undefined): string | null {
  const text = textOf(value);
  return text.trim() === "" ? null : text;
}

/** The text under which an id is known: numbers in full, bytes in hexadecimal. `idTextSql` says the same in SQL. */
export function idText(value: SqlValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? value.toString("hex") : textOf(value);
}
