import type { Pane } from "../../../shared/contract/chat.ts";
import { describeNumbers } from "./reply-numbers.ts";

/** One message as a pane shows it. */
export interface Line {
  role: "user" | "assistant";
  text: string;
  note: string;
  isStreaming: boolean;
}

/**
 * What a pane shows, in order: the whole exchanges, then the one that is not whole yet with `text` as its reply. A
 * reply that becomes whole stays in its place.
 */
export function linesOf({ messages, pending }: Pick<Pane, "messages" | "pending">, text: string): Line[] {
  const lines: Line[] = messages.map(({ role, content, numbers }) => ({
    role,
    text: content,
    note: numbers === null ? "" : describeNumbers(numbers),
    isStreaming: false,
  }));
  if (pending === null) return lines;
  lines.push({ role: "user", text: pending.message, note: "", isStreaming: false });
  const isStreaming = pending.state === "streaming";
  if (!isStreaming && text === "") return lines;
  const waiting = text === "" ? "waiting for the first token" : "streaming";
  lines.push({ role: "assistant", text, note: isStreaming ? waiting : "", isStreaming });
  return lines;
}
