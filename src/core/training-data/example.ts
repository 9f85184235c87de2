export type ExampleRole = "system" | "user" | "assistant";

/** One message of a training example; weight 0 on a reply says that it is not learned. */
export interface ExampleMessage {
  role: ExampleRole;
  content: string;
  weight?: 0 | 1;
}

/** One training example: a line of a training file. */
export interface Example {
  messages: ExampleMessage[];
}

/**
 * The example as one line of JSON without its line end. Keys always stand in the same order, so equal examples
 * are equal bytes; half of a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
 */
export function exampleLine(example: Example): string {
  const messages = example.messages.map(({ role, content, weight }) => {
    const text = content.isWellFormed() ? content : content.toWellFormed();
    return weight === undefined ? { role, content: text } : { role, content: text, weight };
  });
  return JSON.stringify({ messages });
}

/** What an example opens with: examples that open alike are near copies and stay on one side of a split. */
export function exampleOpening(example: Example): string {
  const system = example.messages.find((message) => message.role === "system")?.content ?? "";
  const user = example.messages.find((message) => message.role === "user")?.content ?? "";
  return `${system.length}:${system}${user}`;
}
