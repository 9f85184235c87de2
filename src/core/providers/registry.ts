import type { ProviderId } from "../../shared/contract/models.ts";
import type { PracticeOptions } from "./practice/provider.ts";
import type { Provider, ProviderAccess } from "./provider.ts";

/** A provider on the network with what reaches it, or practice with its folder. */
export type ProviderChoice =
  | { id: Exclude<ProviderId, "practice">; access: ProviderAccess }
  | { id: "practice"; practice: PracticeOptions };

/** The adapter of one provider. An SDK is loaded when it is first needed: most commands need none. */
export async function createProvider(choice: ProviderChoice): Promise<Provider> {
  switch (choice.id) {
    case "openai":
      return (await import("./openai/adapter.ts")).createOpenAIProvider(choice.access);
    case "together":
      return (await import("./together/adapter.ts")).createTogetherProvider(choice.access);
    case "practice":
      return (await import("./practice/provider.ts")).createPracticeProvider(choice.practice);
  }
  return choice satisfies never;
}
