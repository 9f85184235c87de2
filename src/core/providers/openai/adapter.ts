import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import OpenAI from "openai";
import { z } from "zod";
import { readChatStream } from "../chat-stream.ts";
import type { Connection } from "../connection.ts";
import { createConnection, guardedFetch, SILENT } from "../connection.ts";
import type { Provider, ProviderAccess } from "../provider.ts";
import { createScrub } from "../scrub.ts";
import { createOpenAITuning } from "./tuning.ts";

const modelsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      shutdown_date: z.iso.date().nullish().catch(null),
    }),
  ),
});

/** The adapter for OpenAI: models, chat and supervised fine-tuning. */
export function createOpenAIProvider(access: ProviderAccess): Provider {
  const connection = createConnection(access, {
    label: PROVIDER_NAMES.openai,
    baseUrl: access.baseUrl,
    sdk: OpenAI,
    scrub: createScrub(access.apiKey),
  });
  const client = new OpenAI({
    apiKey: access.apiKey,
    adminAPIKey: null,
    webhookSecret: null,
    baseURL: access.baseUrl,
    timeout: connection.timeoutMs,
    maxRetries: connection.retries,
    fetch: guardedFetch,
    logLevel: "off",
    logger: SILENT,
  });
  return {
    id: "openai",
    async listModels(signal) {
      const { data } = await readModels(client, connection, signal);
      const dates = new Map(data.map(({ id, shutdown_date }) => [id, shutdown_date ?? null]));
      return data.map(({ id }) => ({
        id,
        provider: "openai",
        tuned: id.startsWith("ft:"),
        shutdownDate: dates.get(id) ?? dates.get(baseOf(id)) ?? null,
      }));
    },
    async account(signal) {
      const { headers } = await readModels(client, connection, signal);
      const names = [headers.get("openai-organization"), headers.get("openai-project")];
      const account = names.filter((name) => name !== null && name !== "").join(" / ");
      return account === "" ? null : connection.errors.scrub(account);
    },
    chat: ({ model, messages }, signal) =>
      readChatStream(connection, signal, (options) =>
        client.chat.completions.create(
          { model, messages, stream: true, stream_options: { include_usage: true } },
          options,
        ),
      ),
    tuning: createOpenAITuning(client, connection),
  };
}

async function readModels(client: OpenAI, connection: Connection, signal: AbortSignal) {
  const { data, response } = await connection.call(signal, (options) =>
    client.get<unknown>("/models", options).withResponse(),
  );
  return { ...connection.parse(modelsSchema, data, "the list of models"), headers: response.headers };
}

/** A tuned model is shut down with its base: `ft:<base>:<organisation>:<suffix>:<id>`. */
function baseOf(id: string): string {
  return id.startsWith("ft:") ? (id.split(":")[1] ?? id) : id;
}
