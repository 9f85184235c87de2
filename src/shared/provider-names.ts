import type { ProviderId } from "./contract/models.ts";

/** What providers call themselves, for people. */
export const PROVIDER_NAMES: Readonly<Record<ProviderId, string>> = {
  openai: "OpenAI",
  together: "Together AI",
  practice: "practice",
};
