import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { ChatChunk, LocalFile, ProviderAccess } from "../../src/core/providers/provider.ts";
import { AppError } from "../../src/shared/errors.ts";
import type { Simulator, SimulatorOptions } from "./simulator.ts";
import { startSimulator } from "./simulator.ts";

/** What each test gets anew: a simulator and a folder, both gone after it. */
export interface Harness {
  readonly simulator: Simulator;
  readonly folder: string;
  access(provider: "openai" | "together", more?: Partial<ProviderAccess>): ProviderAccess;
  /** Writes a training file into the folder. */
  trainingFile(name?: string, text?: string): Promise<LocalFile>;
}

export const EXAMPLE = `${JSON.stringify({
  messages: [
    { role: "user", content: "How do I bake a cake?" },
    { role: "assistant", content: "With patience, flour and eggs." },
  ],
})}\n`;

/** Registers the set-up and tear-down, and hands out what the running test got. */
export function useSimulator(options: SimulatorOptions = {}): Harness {
  let simulator: Simulator | null = null;
  let folder = "";
  beforeEach(async () => {
    simulator = await startSimulator(options);
    folder = await mkdtemp(join(tmpdir(), "tunewright-provider-"));
  });
  afterEach(async () => {
    await simulator?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const running = () => {
    if (simulator === null) throw new Error("the simulator runs within tests only");
    return simulator;
  };
  return {
    get simulator() {
      return running();
    },
    get folder() {
      return folder;
    },
    access: (provider, more = {}) => ({
      apiKey: running().key,
      baseUrl: provider === "openai" ? running().openaiUrl : running().togetherUrl,
      ...more,
    }),
    async trainingFile(name = "train.jsonl", text = EXAMPLE.repeat(10)) {
      const path = join(folder, name);
      await writeFile(path, text);
      return {
        path,
        bytes: Buffer.byteLength(text),
        sha256: createHash("sha256").update(text).digest("hex"),
        purpose: "train",
      };
    },
  };
}

/** A signal that never aborts. */
export function going(): AbortSignal {
  return new AbortController().signal;
}

/** The AppError that the work rejects with; anything else fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.then(
    () => new Error("nothing was thrown"),
    (error: unknown) => error,
  );
  if (outcome instanceof AppError) return outcome;
  throw outcome;
}

/** A streamed reply as a whole. */
export async function readReply(
  chunks: AsyncIterable<ChatChunk>,
): Promise<{ text: string; pieces: number; last: ChatChunk | null }> {
  let text = "";
  let pieces = 0;
  let last: ChatChunk | null = null;
  for await (const chunk of chunks) {
    text += chunk.text;
    pieces++;
    last = chunk;
  }
  return { text, pieces, last };
}
