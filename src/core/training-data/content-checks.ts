import { isRecord } from "../is-record.ts";
import { isApiError } from "../../shared/api-error.ts";
import { isCutReply } from "./cut-reply.ts";
import type { Fault } from "./provider-rules.ts";
import { findSecret } from "./secrets.ts";

/** A message's role and everything in it that is text. */
export interface MessageText {
  role: string;
  content: string;
}

/** The texts of an example whose form may be wrong: what is no message or no text is passed over. */
export function messageTexts(value: object): MessageText[] {
  const messages: unknown = "messages" in value ? value.messages : undefined;
  if (!Array.isArray(messages)) return [];
  const list: unknown[] = messages;
  return list.filter(isRecord).map((message) => ({
    role: typeof message["role"] === "string" ? message["role"] : "",
    content: [textOf(message["content"]), ...callTexts(message["tool_calls"])].join(""),
  }));
}

/** What should not be learned, whatever the provider: secrets, failed calls saved as replies, replies cut off. */
export function checkContent(messages: readonly MessageText[]): Fault[] {
  const faults: Fault[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    const where = `Message ${index + 1}`;
    const secret = findSecret(content);
    if (secret !== null) {
      faults.push({ level: "error", code: "secret", message: `${where} seems to hold ${secret}.` });
    }
    if (role !== "assistant") continue;
    if (isApiError(content)) {
      const message = `${where} is the error of a failed call, saved as a reply; training would teach it.`;
      faults.push({ level: "warning", code: "api_error_reply", message });
    }
    if (isCutReply(content)) {
      const message = `${where} is a long reply that stops in mid-sentence.`;
      faults.push({ level: "warning", code: "cut_reply", message });
    }
  }
  return faults;
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const parts: unknown[] = content;
  return parts.map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : "")).join("\n");
}

function callTexts(calls: unknown): string[] {
  if (!Array.isArray(calls)) return [];
  const list: unknown[] = calls;
  return list.map((call) => {
    const called = isRecord(call) ? call["function"] : null;
    return isRecord(called) && typeof called["arguments"] === "string" ? called["arguments"] : "";
  });
}
