import type { ProviderId } from "../../shared/contract/models.ts";
import type { ModelRoute } from "../../shared/model-names.ts";
import { sample, type Sample } from "../calls/sample.ts";
import type { EventHub } from "../events.ts";
import type { Providers } from "../providers/open-provider.ts";
import type { ChatMessage } from "../providers/provider.ts";
import type { OperationContext } from "../router.ts";
import { createDeltas } from "./deltas.ts";

/** What is said to which model, and under which id its reply is streamed. */
export interface Question {
  replyId: string;
  model: string;
  systemPrompt: string | null;
  messages: ChatMessage[];
  /** The provider's own key where it is null. */
  key: string | null;
}

/** A whole reply and who gave it, by the name that was sent. */
export interface Sampled extends Sample {
  model: string;
  provider: ProviderId;
}

/** Asks and streams: the reply goes out as `chat.delta` events, and `onText` hears it piece by piece. */
export type Ask = (
  question: Question,
  context: Pick<OperationContext, "signal" | "report">,
  onText?: (text: string) => void,
) => Promise<Sampled>;

export interface SamplingDependencies {
  providers: Providers;
  events: EventHub;
  routeModel: (name: string) => ModelRoute;
}

/** The one way in which any chat here asks a model. */
export function createAsk({ providers, events, routeModel }: SamplingDependencies): Ask {
  return async ({ replyId, model, systemPrompt, messages, key }, { signal, report }, onText = () => undefined) => {
    const route = routeModel(model);
    const notice = (note: string) => report({ done: 0, total: null, unit: "notice", note });
    const { provider } = await providers.open(route.provider, notice, key);
    const system: ChatMessage[] = systemPrompt === null ? [] : [{ role: "system", content: systemPrompt }];
    const deltas = createDeltas((offset, text) => events.publish({ topic: "chat.delta", replyId, offset, text }));
    const hear = (text: string) => {
      onText(text);
      deltas.add(text);
    };
    const request = { model: route.model, messages: [...system, ...messages] };
    const sampled = await sample(provider, request, signal, hear).finally(deltas.end);
    return { ...sampled, ...route };
  };
}
