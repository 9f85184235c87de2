/** The kinds of training data that providers know, by their keys. */
export type LineSchema = "chat" | "preference" | "completion" | "text";

const KEYS: readonly (readonly [LineSchema, readonly string[]])[] = [
  ["chat", ["messages"]],
  ["preference", ["preferred_output", "non_preferred_output"]],
  ["completion", ["prompt", "completion"]],
  ["text", ["text"]],
];

/** Which kind of data an object is; what fits no kind is taken for chat, and fails as that. */
export function schemaOfLine(value: object): LineSchema {
  return KEYS.find(([, keys]) => keys.every((key) => Object.hasOwn(value, key)))?.[0] ?? "chat";
}
