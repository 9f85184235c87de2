import type { ProviderId } from "./contract/models.ts";

/** A base model that can be tuned, and what to know before. */
export interface TunableModel {
  id: string;
  provider: ProviderId;
  note: string;
  /** The day on which it and every model tuned from it stop answering; null where none is known. */
  shutdownDate: string | null;
}

const OPENAI_NOTE = "Only for organisations that still tune with OpenAI, and for no new job after 2027-01-06.";
const OPENAI_SHUTDOWN = "2027-01-14";
const DEDICATED = "Answers from a dedicated endpoint, which is billed by the minute.";

/**
 * Base models to suggest for a job, by provider. Written in November 2026 from the providers' own pages, and never the
 * last word: any other name may be given, and the provider decides what it tunes, for whom and until when.
 */
export const TUNABLE_MODELS: readonly TunableModel[] = [
  ...["gpt-4.1-mini-2025-04-14", "gpt-4.1-2025-04-14", "gpt-4o-mini-2024-07-18", "gpt-4o-2024-08-06"].map(
    (id) => ({ id, provider: "openai", note: OPENAI_NOTE, shutdownDate: OPENAI_SHUTDOWN }) as const,
  ),
  ...["Qwen/Qwen3-8B", "Qwen/Qwen3-14B", "Qwen/Qwen3-32B", "openai/gpt-oss-20b", "openai/gpt-oss-120b"].map(
    (id) => ({ id, provider: "together", note: DEDICATED, shutdownDate: null }) as const,
  ),
  {
    id: "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference",
    provider: "together",
    note: "Can be trained but not deployed: its weights can only be downloaded.",
    shutdownDate: null,
  },
  {
    id: "practice/echo",
    provider: "practice",
    note: "A rehearsal without key or network: nothing is trained.",
    shutdownDate: null,
  },
];
