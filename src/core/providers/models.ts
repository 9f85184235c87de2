import { type Model, type ProviderId, providerIdSchema } from "../../shared/contract/models.ts";
import { AppError } from "../../shared/errors.ts";
import { type ModelRoute, routeModel } from "../../shared/model-names.ts";
import type { Handlers } from "../router.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Providers } from "./open-provider.ts";

/** The models one can name: those of the providers, and the tuned ones of the ledger. */
export interface Models {
  /** Where a name is sent to; throws `unknown_model`, `invalid_input` or `not_available`. */
  route: (name: string) => ModelRoute;
  handlers: Pick<Handlers, "models.list">;
}

interface TunedRow {
  name: string;
  provider: ProviderId;
}

/** Why a provider is left out, beside its name; what is the matter with the keychain is told where keys are. */
function reasonOf(error: AppError): string {
  return error.code === "no_key" ? "There is no key for it." : error.message;
}

/** Makes the look-up over the ledger and the providers. */
export function createModels(workspace: Workspace, providers: Providers): Models {
  const tunedOfLedger = (): TunedRow[] =>
    workspace.read.all<TunedRow>(
      `SELECT DISTINCT fine_tuned_model AS name, provider FROM jobs
       WHERE status = 'completed' AND fine_tuned_model IS NOT NULL ORDER BY finished_at DESC`,
    );

  return {
    route: (name) => routeModel(name, { tuned: tunedOfLedger() }),
    handlers: {
      "models.list": async ({ provider: only, tuned: tunedOnly, key }, { signal, report }) => {
        const notice = (note: string) => report({ done: 0, total: null, unit: "notice", note });
        const wanted = only === null ? providerIdSchema.options : [only];
        const unavailable: { provider: ProviderId; reason: string }[] = [];
        const listOf = async (id: ProviderId): Promise<Model[]> => {
          try {
            return await (await providers.open(id, notice, only === null ? null : key)).provider.listModels(signal);
          } catch (error) {
            // Asked for by name, a provider that cannot answer is a failure; among others it is a remark.
            if (only !== null || !(error instanceof AppError) || error.code === "cancelled") throw error;
            unavailable.push({ provider: id, reason: reasonOf(error) });
            return [];
          }
        };
        const listed = (await Promise.all(wanted.map(listOf))).flat();
        const known = new Set(listed.map((model) => `${model.provider} ${model.id}`));
        const ours: Model[] = tunedOfLedger()
          .filter(({ name, provider }) => wanted.includes(provider) && !known.has(`${provider} ${name}`))
          .map(({ name, provider }) => ({ id: name, provider, tuned: true, shutdownDate: null }));
        const tunedNames = new Set(tunedOfLedger().map(({ name, provider }) => `${provider} ${name}`));
        const models = [...ours, ...listed].map((model) => ({
          ...model,
          tuned: model.tuned || tunedNames.has(`${model.provider} ${model.id}`),
        }));
        return { models: tunedOnly ? models.filter((model) => model.tuned) : models, unavailable };
      },
    },
  };
}
