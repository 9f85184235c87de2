import fc from "fast-check";
import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { openSource } from "../conversations/open.ts";
import { QuotedConversation, scanQuoted } from "../conversations/quoted-conversations.ts";
import { InterleavedRows, scanConversations, type ScannedConversation } from "../conversations/scan.ts";
import { exampleLine } from "./example.ts";
import { PlainLines } from "./plain-lines.ts";
import { type ExampleRules, makeExample } from "./rules.ts";

const RULES: ExampleRules = {
  systemPrompt: { kind: "keep" },
  whereModel: null,
  provider: null,
  trainOn: "all",
  dropCut: false,
};

type Cell = string | number | null | Uint8Array;
/** One row of messages: conversation, index, role, content. */
type Row = [conversation: string, index: Cell, role: Cell, content: Cell];

function build(folder: string, rows: readonly Row[], prompt: string | null): string {
  const path = join(folder, "source.db");
  const db = new DatabaseSync(path);
  db.exec(`DROP TABLE IF EXISTS conversations; DROP TABLE IF EXISTS messages;
    CREATE TABLE conversations (id TEXT PRIMARY KEY, system_prompt TEXT, model TEXT);
    CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id TEXT, message_index, role, content);
    BEGIN`);
  const head = db.prepare("INSERT INTO conversations VALUES (?, ?, 'model-a')");
  for (const id of new Set(rows.map(([first]) => first))) head.run(id, prompt);
  head.run("without rows", prompt);
  const insert = db.prepare("INSERT INTO messages (conversation_id, message_index, role, content) VALUES (?, ?, ?, ?)");
  for (const row of rows) insert.run(...row);
  db.exec("COMMIT");
  db.close();
  return path;
}

interface Seen {
  id: string;
  systemPrompt: string | null;
  messages: unknown;
  line: string | null;
}

function lineOf(conversation: ScannedConversation): string | null {
  const outcome = makeExample(conversation, RULES);
  return outcome.kind === "example" ? exampleLine(outcome.example) : null;
}

function seenByRules(path: string, sorted: boolean): Seen[] {
  using source = openSource(path);
  return [...scanConversations(source, { sorted })].map((conversation) => {
    const { id, systemPrompt, messages } = conversation;
    return { id, systemPrompt, messages, line: lineOf(conversation) };
  });
}

/** The same by the quick road; `plain` counts the lines that were made of bytes. */
async function seenQuoted(path: string, sorted: boolean, threaded: boolean): Promise<{ all: Seen[]; plain: number }> {
  using source = openSource(path);
  const lines = new PlainLines(RULES);
  const all: Seen[] = [];
  let plain = 0;
  for await (const some of scanQuoted(source, { sorted, threaded })) {
    for (const conversation of some) {
      const bytes = conversation instanceof QuotedConversation ? lines.lineOf(conversation) : null;
      if (bytes !== null) plain += 1;
      const line = bytes === null ? lineOf(conversation) : Buffer.from(bytes).toString("utf8");
      const { id, systemPrompt, messages } = conversation;
      all.push({ id, systemPrompt, messages, line });
    }
  }
  return { all, plain };
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme", minLength: 1 }),
  fc.constantFrom(
    "",
    " \n\t",
    "\u00a0",
    "\u000b",
    "Hello.",
    'a "quoted" \\ word\n',
    "ends in an escape\u001f",
    "Sorry, an error occurred.",
    "\n Sorry, an error occurred. \u2028",
    "[ERROR: 529",
    "\u3000[ERROR: 529",
    "Error calling model",
    "half a reply [ERROR: Error during streaming from x: [y]]\n",
    "half a reply [ERROR: Error during streaming from x]\u00a0",
  ),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 12, arbitrary: text },
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.uint8Array({ maxLength: 6 }),
);
const role: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Cell[]>("user", "assistant") },
  fc.constantFrom<Cell[]>("system", "Human", "developer", "narrator", null, 7, new Uint8Array([0x75, 0xff])),
);
const talk = fc.oneof(
  fc.array(fc.tuple(role, cell), { minLength: 1, maxLength: 5 }),
  fc
    .array(text, { minLength: 1, maxLength: 6 })
    .map((texts) => texts.map((said, at): [Cell, Cell] => [at % 2 === 0 ? "user" : "assistant", said])),
);
const talks = fc.array(talk, { minLength: 1, maxLength: 12 });
const prompt = fc.option(text);

function rowsOf(conversations: readonly (readonly (readonly [Cell, Cell])[])[]): Row[] {
  return conversations.flatMap((messages, at) =>
    messages.map(([said, content], index): Row => [`c-${String(at).padStart(2, "0")}`, index, said, content]),
  );
}

const byId = (a: Seen, b: Seen) => (a.id < b.id ? -1 : 1);

describe("conversations read as bytes", () => {
  it("are those that the rules see one by one, with the same lines, whatever stands in the rows", async () => {
    using folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(talks, prompt, async (conversations, own) => {
        const path = build(folder.path, rowsOf(conversations), own);
        expect((await seenQuoted(path, false, false)).all).toEqual(seenByRules(path, false));
        expect((await seenQuoted(path, true, false)).all).toEqual(seenByRules(path, true));
      }),
      { numRuns: 150 },
    );
  });

  it("are the same whether their rows stand together, take turns or lie anywhere", async () => {
    using folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(talks, fc.infiniteStream(fc.nat()), async (conversations, places) => {
        const rows = rowsOf(conversations);
        const together = (await seenQuoted(build(folder.path, rows, null), false, false)).all;
        const turns = rows.toSorted((a, b) => Number(a[1]) - Number(b[1]));
        const anywhere = rows.map((row) => ({ row, place: places.next().value ?? 0 }));
        const shuffled = anywhere.toSorted((a, b) => a.place - b.place).map(({ row }) => row);
        for (const order of [turns, shuffled]) {
          const { all } = await seenQuoted(build(folder.path, order, null), true, false);
          expect(all.toSorted(byId)).toEqual(together.toSorted(byId));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("put messages in order whatever their indexes are", async () => {
    using folder = temporaryFolder();
    const indexes: Cell[] = [new Uint8Array([2]), "b", 2.5, null, new Uint8Array([1]), "a", -1, 2];
    const path = build(
      folder.path,
      indexes.map((index, at): Row => ["c", index, "user", `message ${at}`]),
      null,
    );
    expect((await seenQuoted(path, false, false)).all).toEqual(seenByRules(path, false));
  });
});

describe("a thread", () => {
  const rows = rowsOf(
    Array.from({ length: 3_000 }, (_, at) => [
      ["user", `Question ${at}?`],
      ["assistant", `Answer \u2713 ${"long ".repeat(at % 90)}${at}.`],
    ]),
  );

  it("reads what this one reads, in either order, and its lines are made of bytes", async () => {
    using folder = temporaryFolder();
    const path = build(folder.path, rows, "Be brief.");
    for (const sorted of [false, true]) {
      const { all, plain } = await seenQuoted(path, sorted, true);
      expect(all).toEqual(seenByRules(path, sorted));
      expect(plain).toBe(3_000);
    }
  });

  it("says that rows are interleaved, and ends when nobody wants more", async () => {
    using folder = temporaryFolder();
    const path = build(
      folder.path,
      rows.toSorted((a, b) => Number(a[1]) - Number(b[1])),
      null,
    );
    await expect(seenQuoted(path, false, true)).rejects.toThrow(InterleavedRows);
    using source = openSource(path);
    for await (const some of scanQuoted(source, { sorted: true, threaded: true })) if ([...some].length > 0) break;
  });

  it("says in SQLite's words what it cannot read", async () => {
    using folder = temporaryFolder();
    const path = build(folder.path, rows, null);
    using source = openSource(path);
    rmSync(path);
    const reading = scanQuoted(source, { sorted: false, threaded: true });
    await expect(reading.next()).rejects.toMatchObject({ code: "not_readable" });
  });
});
