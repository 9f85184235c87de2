import type { Simulator } from "./simulator.ts";

/** The environment in which both providers are the simulator. */
export function simulated(simulator: Simulator): Record<string, string> {
  return {
    OPENAI_API_KEY: simulator.key,
    TOGETHER_API_KEY: simulator.key,
    OPENAI_BASE_URL: simulator.openaiUrl,
    TOGETHER_BASE_URL: simulator.togetherUrl,
  };
}
