import type { Workspace } from "../workspace/workspace.ts";
import type { KeyRecords } from "./keys.ts";

interface RecordRow {
  last_four: string;
  account: string | null;
  tested_at: number;
}

/** Keeps what tests of keys found out in the workspace, and of the key itself its last four characters only. */
export function createKeyRecords(workspace: Workspace): KeyRecords {
  return {
    read(name) {
      const row = workspace.read.get<RecordRow>(
        "SELECT last_four, account, tested_at FROM key_records WHERE name = ?",
        name,
      );
      if (row === undefined) return null;
      return { account: row.account, testedAt: new Date(row.tested_at).toISOString(), lastFour: row.last_four };
    },
    write(name, { account, testedAt, lastFour }) {
      workspace.write((db) =>
        db.run(
          "INSERT OR REPLACE INTO key_records (name, last_four, account, tested_at) VALUES (?, ?, ?, ?)",
          name,
          lastFour,
          account,
          Date.parse(testedAt),
        ),
      );
    },
  };
}
