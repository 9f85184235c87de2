import Database from "better-sqlite3";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GARDEN, LAB, type SamplePersona, WORKSHOP } from "./sample-conversations.ts";

/** Writes the sample database: the same bytes every time. */

interface Message {
  role: "user" | "assistant";
  content: string;
}

interface SampleConversation {
  persona: SamplePersona;
  name: string;
  messages: Message[];
}

const MODEL = "gpt-4o-mini-2024-07-18";
const STARTED = Date.UTC(2025, 8, 1, 9, 0, 0);
const MINUTES_APART = 173;

/** What real files hold as well, so that the sample has something to show. */
function flaws(): SampleConversation[] {
  const [twin = ""] = LAB.conversations;
  return [
    flawed(LAB, [
      ["user", "How do I neutralise a spill of ammonia?"],
      ["assistant", `[ERROR: Error calling LLM API for model ${MODEL}: the service is overloaded (HTTP 503)]`],
    ]),
    flawed(GARDEN, [
      ["user", "When do I sow peas?"],
      [
        "assistant",
        "Early spring, as soon as the soil can be worked. Sow 4 cm deep in pairs of rows. It worked when they reach for the net.",
      ],
      ["user", "And sweet peas, the flowers?"],
    ]),
    flawed(WORKSHOP, [
      ["user", "I have a plank of oak."],
      ["user", "It is 40 mm thick and 1200 mm long. What could it become?"],
      ["assistant", "A bench seat. Clamp it flat, look for twist along its length, and mark the high corners first."],
    ]),
    sampleOf(LAB, twin),
  ];
}

function flawed(persona: SamplePersona, said: readonly (readonly [Message["role"], string])[]): SampleConversation {
  const messages = said.map(([role, content]) => ({ role, content }));
  return { persona, messages, name: nameOf(messages) };
}

function sampleOf(persona: SamplePersona, text: string): SampleConversation {
  const messages = text
    .split(" | ")
    .map((content, at): Message => ({ role: at % 2 === 0 ? "user" : "assistant", content }));
  return { persona, messages, name: nameOf(messages) };
}

function nameOf([first]: readonly Message[]): string {
  return (first?.content ?? "").split(" ").slice(0, 6).join(" ");
}

/** The personas in turn, as conversations of one month would come, and the flaws spread among them. */
function inOrder(): SampleConversation[] {
  const personas = [LAB, WORKSHOP, GARDEN];
  const longest = Math.max(...personas.map(({ conversations }) => conversations.length));
  const ordered: SampleConversation[] = [];
  for (let at = 0; at < longest; at += 1) {
    for (const persona of personas) {
      const text = persona.conversations[at];
      if (text !== undefined) ordered.push(sampleOf(persona, text));
    }
  }
  for (const [at, flaw] of flaws().entries()) ordered.splice(11 + at * 14, 0, flaw);
  return ordered;
}

/** A UUID that follows from its name. */
function idOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

function write(path: string): void {
  rmSync(path, { force: true });
  const database = new Database(path);
  database.exec(`CREATE TABLE conversations (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, name TEXT,
      system_prompt_name TEXT, system_prompt TEXT, model TEXT, summary TEXT);
    CREATE TABLE messages (id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL REFERENCES conversations (id),
      message_index INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL);`);
  const addConversation = database.prepare("INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, NULL)");
  const addMessage = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?, ?)");
  database.exec("BEGIN");
  for (const [number, { persona, name, messages }] of inOrder().entries()) {
    const id = idOf(`conversation ${number}`);
    const createdAt = new Date(STARTED + number * MINUTES_APART * 60_000).toISOString().replace("Z", "000");
    addConversation.run(id, createdAt, name, persona.name, persona.systemPrompt, MODEL);
    for (const [index, { role, content }] of messages.entries()) {
      addMessage.run(idOf(`message ${number} ${index}`), id, index, role, content);
    }
  }
  database.exec("COMMIT; VACUUM");
  database.close();
}

write(fileURLToPath(new URL("../resources/sample.db", import.meta.url)));
