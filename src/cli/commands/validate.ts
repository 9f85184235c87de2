import { Command, Option, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { TuningProvider, Validation } from "../../shared/contract/training-data.ts";
import { PROVIDER_NAMES } from "../../shared/provider-names.ts";
import type { Act } from "../command.ts";
import { count, counted, facts } from "../output.ts";

function priceOf({ estimate }: Validation): string | null {
  if (estimate === null) return null;
  const { usd, usdPerMillionTokens, epochs, asOf } = estimate;
  const basis = `${counted(epochs, "epoch")} at $${usdPerMillionTokens} a million tokens, prices of ${asOf}, unconfirmed`;
  return `≈ $${usd.toFixed(2)} (${basis})`;
}

function describe(path: string, provider: TuningProvider, checked: Validation): string {
  const findings = checked.findings.map((found) => {
    const place = found.line === null ? "the file" : `line ${count(found.line)}`;
    return `${found.level.padEnd(7)}  ${place}: ${found.message} (${found.code})`;
  });
  const verdict = checked.ok
    ? `${PROVIDER_NAMES[provider]} takes this file`
    : `${PROVIDER_NAMES[provider]} would refuse this file`;
  const summary = facts([
    ["File", path],
    ["Verdict", verdict],
    ["Examples", count(checked.examples)],
    ["Tokens", `≈ ${count(checked.tokens.total)}, the longest example ${count(checked.tokens.max)}`],
    ["Price", priceOf(checked)],
  ]);
  return [summary, ...(findings.length === 0 ? [] : ["", ...findings])].join("\n");
}

/** `validate F.jsonl --provider P` */
export function validateCommand(act: Act): CommandUnknownOpts {
  return new Command("validate")
    .description("hold a training file against a provider's rules, line by line; exit code 1 when it would be refused")
    .argument("<file>", "the JSONL training file")
    .addOption(
      new Option("--provider <provider>", "whose rules").choices(["openai", "together"] as const).makeOptionMandatory(),
    )
    .option("--model <model>", "the base model, for its limits and price")
    .option("--validation <file>", "a validation file, which must not share examples with the first")
    .action((path, options) =>
      act(async (session) => {
        const checked = await session.run("trainingData.validate", {
          file: { path },
          validationFile: options.validation === undefined ? null : { path: options.validation },
          provider: options.provider,
          model: options.model ?? null,
        });
        return { json: checked, text: describe(path, options.provider, checked), exitCode: checked.ok ? 0 : 1 };
      }),
    );
}
