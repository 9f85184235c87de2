import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import Together from "together-ai";
import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import { readChatStream } from "../chat-stream.ts";
import { createConnection, guardedFetch, SILENT } from "../connection.ts";
import type { Provider, ProviderAccess } from "../provider.ts";
import { createScrub } from "../scrub.ts";
import { createTogetherTuning } from "./tuning.ts";

// The published answer is a bare array; compatible servers wrap it.
const modelsSchema = z.union([
  z.array(z.object({ id: z.string(), type: z.string().nullish() })),
  z.object({ data: z.array(z.object({ id: z.string(), type: z.string().nullish() })) }).transform(({ data }) => data),
]);
const tunedSchema = z.object({ data: z.array(z.object({ model_output_name: z.string().nullish() })) });
const whoamiSchema = z.object({
  organization_name: z.string().nullish(),
  organization_id: z.string().nullish(),
  project_name: z.string().nullish(),
  project_id: z.string().nullish(),
});

/** The adapter for Together AI: models, chat and supervised fine-tuning. */
export function createTogetherProvider(access: ProviderAccess): Provider {
  const connection = createConnection(access, {
    label: PROVIDER_NAMES.together,
    baseUrl: access.baseUrl,
    sdk: Together,
    scrub: createScrub(access.apiKey),
  });
  const client = new Together({
    apiKey: access.apiKey,
    baseURL: access.baseUrl,
    timeout: connection.timeoutMs,
    maxRetries: connection.retries,
    fetch: guardedFetch,
    logLevel: "off",
    logger: SILENT,
  });
  const provider: Provider = {
    id: "together",
    async listModels(signal) {
      const [models, jobs] = await Promise.all([
        connection.call(signal, (options) => client.models.list({}, options)),
        connection.call(signal, (options) => client.fineTuning.list(options)),
      ]);
      const ours = connection.parse(tunedSchema, jobs, "the list of fine-tuning jobs");
      const tuned = new Set(ours.data.flatMap(({ model_output_name }) => model_output_name ?? []));
      const listed = connection.parse(modelsSchema, models, "the list of models");
      const ids = new Set(listed.filter(({ type }) => isForText(type)).map(({ id }) => id));
      return [...ids].map((id) => ({ id, provider: "together", tuned: tuned.has(id), shutdownDate: null }));
    },
    async account(signal) {
      try {
        const reply = await connection.call(signal, (options) => client.whoami(options));
        const { scrub } = connection.errors;
        const who = connection.parse(whoamiSchema, reply, "the account");
        const names = [who.organization_name ?? who.organization_id, who.project_name ?? who.project_id];
        const account = names.filter((name) => typeof name === "string" && name !== "").join(" / ");
        return account === "" ? null : scrub(account);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "not_found") throw error;
        await provider.listModels(signal);
        return null;
      }
    },
    chat: ({ model, messages }, signal) =>
      readChatStream(connection, signal, (options) =>
        client.chat.completions.create({ model, messages, stream: true }, options),
      ),
    tuning: createTogetherTuning(client, connection),
  };
  return provider;
}

function isForText(type: string | null | undefined): boolean {
  return type === null || type === undefined || ["chat", "language", "code"].includes(type);
}
