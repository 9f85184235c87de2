import { Command, Option, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { PROVIDER_NAMES } from "../../shared/provider-names.ts";
import { providerIdSchema } from "../../shared/contract/models.ts";
import type { Act } from "../command.ts";
import { AppError } from "../../shared/errors.ts";
import { keyOption } from "../options.ts";
import { table } from "../output.ts";

/** `models [--provider P] [--tuned]` */
export function modelsCommand(act: Act): CommandUnknownOpts {
  return new Command("models")
    .description("list the models that can be talked to or tuned")
    .addOption(new Option("--provider <provider>", "only this provider's").choices(providerIdSchema.options))
    .option("--tuned", "only tuned models", false)
    .addOption(keyOption())
    .action((options) =>
      act(async (session) => {
        const { provider = null, tuned, key = null } = options;
        if (key !== null && provider === null) {
          throw new AppError("usage", "--key needs the provider that it is for.", { hint: "Add --provider." });
        }
        const listed = await session.run("models.list", { provider, tuned, key });
        const rows = listed.models.map((model) => [
          model.id,
          model.provider,
          model.tuned ? "tuned" : "base",
          model.shutdownDate === null ? "" : `shuts down ${model.shutdownDate}`,
        ]);
        const models = rows.length === 0 ? "No models." : table(["model", "provider", "kind", "note"], rows);
        const missing = listed.unavailable.map((one) => `${PROVIDER_NAMES[one.provider]}: ${one.reason}`);
        return { json: listed, text: [models, ...(missing.length === 0 ? [] : ["", ...missing])].join("\n") };
      }),
    );
}
