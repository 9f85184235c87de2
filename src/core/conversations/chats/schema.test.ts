import { expect, it } from "vitest";
import { buildDatabase, variantD } from "../../../../test/fixtures/databases.ts";
import { temporaryFolder } from "../../../../test/fixtures/temporary-folder.ts";
import { openSource } from "../open.ts";

// Drafts look like messages: whoever read them as such would train on half a reply.
it("keeps side tables from being read as conversations, whatever their columns are", () => {
  using folder = temporaryFolder();
  const drafts = "CREATE TABLE tunewright_drafts (conversation_id TEXT, role TEXT, content TEXT);";
  const path = buildDatabase(folder.path, "drafts.db", drafts, {
    tunewright_drafts: [
      ["one", "user", "Hello"],
      ["one", "assistant", "Half a re"],
    ],
  });
  using source = openSource(path);
  expect(source.layout).toEqual({ kind: "unknown", conversations: [], messages: null, tablesWithRows: [] });
  using whole = openSource(variantD(folder.path));
  expect(whole.layout.kind).toBe("conversations");
});
