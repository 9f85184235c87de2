import type { TuningProvider, ValidationFinding } from "../../shared/contract/training-data.ts";
import { PROVIDER_NAMES } from "../../shared/provider-names.ts";
import { isRecord } from "../is-record.ts";
import type { Example } from "./example.ts";

/** One thing that a provider's format has against an example. */
export type Fault = Pick<ValidationFinding, "level" | "code" | "message">;

/** What a provider takes, as far as it can be told before upload. */
export interface ProviderFormat {
  name: string;
  topLevelKeys: readonly string[];
  messageKeys: readonly string[];
  roles: readonly string[];
  /** Content may be a list of parts instead of one text. */
  contentParts: boolean;
  /** Two messages of one role in a row, and a system message after the first, are refused. */
  strictTurns: boolean;
  fewestExamples: number;
  mostBytes: number;
}

export const PROVIDER_FORMATS: Record<TuningProvider, ProviderFormat> = {
  openai: {
    name: PROVIDER_NAMES.openai,
    topLevelKeys: ["messages", "tools", "parallel_tool_calls", "functions"],
    messageKeys: ["role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"],
    roles: ["system", "developer", "user", "assistant", "tool", "function"],
    contentParts: true,
    strictTurns: false,
    fewestExamples: 10,
    mostBytes: 512 * 2 ** 20,
  },
  together: {
    name: PROVIDER_NAMES.together,
    topLevelKeys: ["messages", "tools"],
    messageKeys: ["role", "content", "name", "weight", "tool_calls", "tool_call_id"],
    roles: ["system", "user", "assistant", "tool"],
    contentParts: false,
    strictTurns: true,
    fewestExamples: 1,
    mostBytes: Math.floor(4.9 * 2 ** 30),
  },
};

/** True where the provider would refuse an example that was made here. */
export function breaksFormat(example: Example, provider: TuningProvider): boolean {
  return checkExample(example, provider).some((fault) => fault.level === "error");
}

/** Everything the provider's chat format has against one parsed line; `value` may be any object. */
export function checkExample(value: object, provider: TuningProvider): Fault[] {
  const format = PROVIDER_FORMATS[provider];
  const faults = unknownKeys(value, format.topLevelKeys, "unknown_key", "the example");
  const messages = "messages" in value ? value.messages : undefined;
  if (!Array.isArray(messages) || messages.length === 0) {
    faults.push(error("no_messages", "“messages” is missing, empty or not a list."));
    return faults;
  }
  const list: unknown[] = messages;
  for (const [index, message] of list.entries()) faults.push(...checkMessage(message, index, format));
  faults.push(...checkTurns(list.filter(isRecord), format));
  return faults;
}

function checkMessage(message: unknown, index: number, format: ProviderFormat): Fault[] {
  const where = `message ${index + 1}`;
  if (!isRecord(message)) return [error("message_not_object", `${where} is not an object.`)];
  const faults = unknownKeys(message, format.messageKeys, "unknown_message_key", where);
  const role = message["role"];
  if (typeof role !== "string" || !format.roles.includes(role)) {
    const known = format.roles.join(", ");
    faults.push(error("unknown_role", `${where} has ${quoted(role)} as its role; ${format.name} takes ${known}.`));
  }
  faults.push(...checkContent(message, where, format), ...checkWeight(message, where));
  return faults;
}

function checkContent(message: Record<string, unknown>, where: string, format: ProviderFormat): Fault[] {
  const content = message["content"];
  const assistant = message["role"] === "assistant";
  if (assistant && (content === null || content === undefined || content === "") && standsForContent(message))
    return [];
  if (typeof content === "string") {
    if (assistant && !/\S/.test(content)) return [error("empty_reply", `${where} is a reply without text.`)];
    return [];
  }
  if (format.contentParts && Array.isArray(content) && content.length > 0) {
    const parts: unknown[] = content;
    return parts.every(isPart) ? [] : [error("bad_content_part", `${where} holds a part without a type or its text.`)];
  }
  if (assistant && (content === null || content === undefined)) {
    return [error("empty_reply", `${where} is a reply without text.`)];
  }
  return [error("content_not_text", `the content of ${where} is not a text.`)];
}

function standsForContent(message: Record<string, unknown>): boolean {
  const calls = message["tool_calls"];
  return (
    (Array.isArray(calls) && calls.length > 0) ||
    isRecord(message["function_call"]) ||
    typeof message["refusal"] === "string"
  );
}

function isPart(part: unknown): boolean {
  if (!isRecord(part) || typeof part["type"] !== "string") return false;
  return part["type"] !== "text" || typeof part["text"] === "string";
}

function checkWeight(message: Record<string, unknown>, where: string): Fault[] {
  if (!Object.hasOwn(message, "weight")) return [];
  if (message["role"] !== "assistant") return [error("bad_weight", `${where} has a weight, but is no reply.`)];
  if (message["weight"] === 0 || message["weight"] === 1) return [];
  return [error("bad_weight", `the weight of ${where} is neither 0 nor 1.`)];
}

function checkTurns(messages: readonly Record<string, unknown>[], format: ProviderFormat): Fault[] {
  const faults: Fault[] = [];
  const replies = messages.filter((message) => message["role"] === "assistant");
  if (messages.at(-1)?.["role"] !== "assistant") {
    faults.push(error("last_not_assistant", "The last message is not from the assistant."));
  }
  if (!replies.some((reply) => reply["weight"] !== 0)) {
    faults.push(error("nothing_trained", "No reply is trained: there is none, or all have weight 0."));
  }
  const again = messages.findIndex((message, i) => isRepeat(message["role"], messages[i - 1]?.["role"]));
  if (again !== -1) {
    const message = `Messages ${again} and ${again + 1} have the same role.`;
    faults.push({ level: format.strictTurns ? "error" : "warning", code: "same_role_twice", message });
  }
  const late = messages.findIndex((message, i) => i > 0 && message["role"] === "system");
  if (format.strictTurns && late !== -1) {
    faults.push(error("system_not_first", `Message ${late + 1} is a system message; only the first may be one.`));
  }
  return faults;
}

/** Several tools may answer one after another; any other role speaks once. */
function isRepeat(role: unknown, before: unknown): boolean {
  return role === before && role !== "tool" && role !== "function";
}

function unknownKeys(value: object, known: readonly string[], code: string, where: string): Fault[] {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length === 0) return [];
  const names = unknown.slice(0, 5).map(quoted).join(", ");
  return [error(code, `${where} has keys that are not known: ${names}${unknown.length > 5 ? " and more" : ""}.`)];
}

function quoted(value: unknown): string {
  if (typeof value !== "string") return value === undefined ? "nothing" : `a value that is no text`;
  return `“${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`;
}

function error(code: string, message: string): Fault {
  return { level: "error", code, message: message.charAt(0).toUpperCase() + message.slice(1) };
}
