import type Database from "better-sqlite3";

/** A file with more tables than this is read as if it ended there. */
const MOST_TABLES = 1_000;

/** An ordinary table of the file; views, virtual tables and generated columns are not looked at: they run SQL. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The name under which the table's row ids can be asked for, or null where it has none. */
  readonly rowKey: string | null;
  /** Columns of which an index finds the one row with a value. */
  readonly indexed: ReadonlySet<string>;
  /** The table that a column refers to, by the column's name. */
  readonly references: ReadonlyMap<string, string>;
}

export interface Column {
  readonly name: string;
  /** True where whatever is stored is text, bytes or NULL. */
  readonly isText: boolean;
  /** True where a text that spells a number finds that number, and any other text itself. */
  readonly comparesAsText: boolean;
  readonly isPrimaryKey: boolean;
}

/** A name as SQL takes it, whatever characters it holds. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The file's ordinary tables, in the order of their making. */
export function readTables(database: Database.Database): Table[] {
  const names = database
    .prepare<[number], string>(
      `SELECT name FROM sqlite_schema
       WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND typeof(name) = 'text'
       ORDER BY rowid LIMIT ?`,
    )
    .pluck()
    .all(MOST_TABLES);
  return names.map((name) => readTable(database, name)).filter((table) => table.columns.length > 0);
}

function readTable(database: Database.Database, name: string): Table {
  const columns = database
    .prepare<[string], { name: string; type: string; pk: number; hidden: number }>(
      "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)",
    )
    .all(name);
  const indexed = database
    .prepare<[string], string>(
      `SELECT info.name FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info
       WHERE list."unique" = 1 AND list.partial = 0 AND info.name IS NOT NULL
         AND (SELECT count(*) FROM pragma_index_info(list.name)) = 1`,
    )
    .pluck()
    .all(name);
  const primary = columns.filter((column) => column.pk > 0);
  const [only] = primary;
  const isRowId = primary.length === 1 && only !== undefined && only.type.toUpperCase() === "INTEGER";
  return {
    name,
    columns: columns
      .filter((column) => column.hidden === 0)
      .map((column) => ({
        name: column.name,
        isText: hasTextAffinity(column.type),
        comparesAsText: column.type !== "" && !/BLOB/i.test(column.type),
        isPrimaryKey: column.pk > 0,
      })),
    rowKey: findRowKey(database, name, new Set(columns.map((column) => column.name.toLowerCase()))),
    indexed: new Set(isRowId ? [...indexed, only.name] : indexed),
    references: readReferences(database, name),
  };
}

function readReferences(database: Database.Database, table: string): Map<string, string> {
  const rows = database
    .prepare<[string], { from: string; table: string }>('SELECT "from", "table" FROM pragma_foreign_key_list(?)')
    .all(table);
  return new Map(rows.map((row) => [row.from, row.table]));
}

/** SQLite's own rule for a declared type; INT comes before it. */
function hasTextAffinity(type: string): boolean {
  return !/INT/i.test(type) && /CHAR|CLOB|TEXT/i.test(type);
}

function findRowKey(database: Database.Database, table: string, columns: ReadonlySet<string>): string | null {
  const free = ["rowid", "_rowid_", "oid"].find((name) => !columns.has(name));
  if (free === undefined) return null;
  try {
    database.prepare(`SELECT ${free} FROM ${quoted(table)} LIMIT 0`);
    return free;
  } catch {
    return null;
  }
}

/** True where the table holds a row. */
export function hasRows(database: Database.Database, table: string): boolean {
  return database.prepare(`SELECT 1 FROM ${quoted(table)} LIMIT 1`).get() !== undefined;
}

/** True where the table has row ids and each is a number that JavaScript can hold exactly. */
export function rowKeysAreExact(database: Database.Database, table: Pick<Table, "name" | "rowKey">): boolean {
  const { rowKey } = table;
  if (rowKey === null) return false;
  const end = (order: "ASC" | "DESC") =>
    database
      .prepare<[], bigint>(`SELECT ${rowKey} FROM ${quoted(table.name)} ORDER BY ${rowKey} ${order} LIMIT 1`)
      .pluck()
      .safeIntegers()
      .get();
  return [end("ASC"), end("DESC")].every((key) => key === undefined || Number.isSafeInteger(Number(key)));
}
