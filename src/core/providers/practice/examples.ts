import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";

const exampleSchema = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string().nullish() })).min(1),
});
type Message = z.output<typeof exampleSchema>["messages"][number];

/** How many examples a training file holds, or, as `problem`, what is wrong with which line. */
export async function countExamples(path: string): Promise<{ examples: number; problem: string | null }> {
  let line = 0;
  for await (const text of linesOf(path)) {
    line++;
    const messages = parseExample(text);
    if (messages === null)
      return { examples: line - 1, problem: `Line ${line} of the training file is not a chat example.` };
    if (!messages.some(isReply)) {
      return { examples: line - 1, problem: `Line ${line} of the training file has no reply of the assistant.` };
    }
  }
  return { examples: line, problem: line === 0 ? "The training file is empty: it has no line 1." : null };
}

/** The reply whose prompt shares most words with the question, the first of equals; null where there is none. */
export async function closestReply(path: string, question: string): Promise<string | null> {
  const wanted = wordsOf(question);
  let best: { likeness: number; reply: string } | null = null;
  for await (const text of linesOf(path)) {
    for (const { prompt, reply } of exchangesOf(parseExample(text) ?? [])) {
      const likeness = overlap(wanted, wordsOf(prompt));
      if (best === null || likeness > best.likeness) best = { likeness, reply };
    }
  }
  return best?.reply ?? null;
}

async function* linesOf(path: string): AsyncIterable<string> {
  const stream = createReadStream(path, "utf8");
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  // readline does not hand on a stream's error by itself: without this a missing file would read as an empty one.
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  stream.once("error", (error) => {
    failed.reject(
      new AppError("not_readable", `The practice copy of a training file cannot be read: ${error.message}`),
    );
    lines.close();
  });
  try {
    yield* lines;
    if (stream.errored !== null) await failed.promise;
  } finally {
    stream.destroy();
  }
}

function parseExample(text: string): Message[] | null {
  try {
    const parsed = exampleSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.messages : null;
  } catch {
    return null;
  }
}

function exchangesOf(messages: Message[]): { prompt: string; reply: string }[] {
  return messages.flatMap((message, index) => {
    if (!isReply(message)) return [];
    const asked = messages.slice(0, index).findLast(({ role }) => role === "user");
    return [{ prompt: asked?.content ?? "", reply: message.content ?? "" }];
  });
}

function isReply({ role, content }: Message): boolean {
  return role === "assistant" && typeof content === "string" && content !== "";
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function overlap(one: Set<string>, other: Set<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 0 : shared / all;
}
