import { isRecord } from "../is-record.ts";
import { roleOf } from "./roles.ts";
import type { ScannedMessage } from "./scan.ts";

/** Texts longer than this are not parsed, in characters. */
const LONGEST_TEXT = 64_000_000;

/** The messages of a JSON text, as `messagesIn` reads its value. Null where the text is something else. */
export function messagesInJson(text: string): ScannedMessage[] | null {
  return messagesIn(parseJson(text));
}

/**
 * The messages of a parsed value: an array of `{role, content}` or `{from, value}`, or an object that holds one under
 * `messages` or `conversations`. Null where it is something else.
 */
export function messagesIn(value: unknown): ScannedMessage[] | null {
  const list = Array.isArray(value) ? value : isRecord(value) ? (value["messages"] ?? value["conversations"]) : null;
  if (!Array.isArray(list) || list.length === 0) return null;
  const messages: ScannedMessage[] = [];
  for (const item of list as unknown[]) {
    const message = isRecord(item) ? readMessage(item) : null;
    if (message === null) return null;
    messages.push(message);
  }
  return messages;
}

function readMessage(item: Record<string, unknown>): ScannedMessage | null {
  const role = item["role"] ?? item["from"] ?? item["speaker"] ?? item["author"] ?? item["sender"];
  if (typeof role !== "string") return null;
  const content = "content" in item ? item["content"] : (item["value"] ?? item["text"] ?? item["message"]);
  return { role: roleOf(role), content: contentText(content).toWellFormed() };
}

/** Content is a text, nothing, or a list of parts of which those with text count. */
function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return (content as unknown[])
    .map((part) =>
      typeof part === "string" ? part : isRecord(part) && typeof part["text"] === "string" ? part["text"] : "",
    )
    .join("");
}

/** The text of a completion saved as the provider's whole answer; any other text is itself. */
export function completionText(text: string): string {
  if (!text.startsWith("{")) return text;
  const value = parseJson(text);
  if (!isRecord(value) || !Array.isArray(value["choices"])) return text;
  const choice: unknown = value["choices"][0];
  if (!isRecord(choice)) return text;
  if (isRecord(choice["message"])) return contentText(choice["message"]["content"]).toWellFormed();
  return typeof choice["text"] === "string" ? choice["text"].toWellFormed() : text;
}

/** The value of a JSON text, or null where it is none. */
export function parseJson(text: string): unknown {
  if (text.length > LONGEST_TEXT) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
