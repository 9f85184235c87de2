import type { ProviderId } from "../../shared/contract/models.ts";
import type { Provider, ProviderAccess } from "./provider.ts";

/** A provider on the network; practice needs none and is made from its folder. */
export type HostedProviderId = Exclude<ProviderId, "practice">;

/** The adapter of one provider. An SDK is loaded when it is first needed: most commands need none. */
export async function createProvider(choice: { id: HostedProviderId; access: ProviderAccess }): Promise<Provider> {
  switch (choice.id) {
    case "openai":
      return (await import("./openai/adapter.ts")).createOpenAIProvider(choice.access);
    case "together":
      return (await import("./together/adapter.ts")).createTogetherProvider(choice.access);
  }
  return choice.id satisfies never;
}
