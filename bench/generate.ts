import { DatabaseSync } from "node:sqlite";

/** How many messages a generated conversation has. */
export const TURNS = 10;
const WORDS =
  "the of and a model writes answers about its own character with some care for what was asked before".split(" ");

interface Generated {
  conversations: number;
  /** Whether the rows of the conversations take turns. */
  interleaved: boolean;
}

/** Plain text of about `length` characters that depends on `seed` alone. */
function text(seed: number, length: number): string {
  let state = (seed * 2654435761) >>> 0;
  let made = `${seed}`;
  while (made.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    made += ` ${WORDS[state >>> 27] ?? "naïve"}`;
  }
  return `${made}.`;
}

function id(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}

/** Makes a database of conversations of ten messages, their rows together or taking turns. */
export function generate(path: string, { conversations, interleaved }: Generated): void {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE conversations (id TEXT PRIMARY KEY, created_at TEXT, name TEXT, system_prompt_name TEXT,
      system_prompt TEXT, model TEXT, summary TEXT);
    CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id TEXT, message_index INTEGER,
      role TEXT, content TEXT);
    BEGIN`);
  const head = db.prepare("INSERT INTO conversations (id, created_at, model) VALUES (?, '2026-01-01T00:00:00', 'm')");
  const row = db.prepare("INSERT INTO messages (conversation_id, message_index, role, content) VALUES (?, ?, ?, ?)");
  for (let n = 0; n < conversations; n++) head.run(id(n));
  for (let i = 0; i < conversations * TURNS; i++) {
    const conversation = interleaved ? i % conversations : Math.floor(i / TURNS);
    const index = interleaved ? Math.floor(i / conversations) : i % TURNS;
    const content = text(i, index % 2 === 0 ? 80 : 320);
    row.run(id(conversation), index, index % 2 === 0 ? "user" : "assistant", content);
  }
  db.exec("COMMIT");
  db.close();
}
