import { Command, Option, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Preparation, Recipe } from "../../shared/contract/training-data.ts";
import { AppError } from "../../shared/errors.ts";
import type { Act } from "../command.ts";
import { count, counted, facts } from "../output.ts";
import { expandText, fileName, fraction, wholeNumber } from "../text.ts";
import { describeReasons } from "../words.ts";

const DEFAULT_FRACTION = 0.1;
const LARGEST_SEED = 0xffff_ffff;

interface PromptOptions {
  systemPrompt?: string | boolean | undefined;
  persona?: string | undefined;
}

function systemPromptOf({ systemPrompt, persona }: PromptOptions): Recipe["systemPrompt"] {
  if (persona !== undefined && systemPrompt !== undefined) {
    throw new AppError("usage", "--persona and --system-prompt both say which system prompt to use.", {
      hint: "Give one of them.",
    });
  }
  if (persona !== undefined) return { kind: "persona", name: persona };
  if (systemPrompt === undefined || systemPrompt === true) return { kind: "keep" };
  if (systemPrompt === false) return { kind: "remove" };
  const text = expandText(systemPrompt);
  if (text.trim() !== "") return { kind: "replace", text };
  throw new AppError("usage", "The system prompt is empty.", {
    hint: "--no-system-prompt removes the system prompt from every example.",
  });
}

function fractionOf(out: string | undefined, given: number | undefined): number | null {
  if (out !== undefined) return given ?? DEFAULT_FRACTION;
  if (given === undefined) return null;
  throw new AppError("usage", "--validation-fraction needs a file to write the validation examples to.", {
    hint: "Add --validation-out FILE.",
  });
}

function describe(made: Preparation): string {
  const files = made.files.map((file): [string, string] => [
    file.role === "train" ? "Training file" : "Validation file",
    [
      file.path,
      counted(file.examples, "example"),
      counted(file.bytes, "byte"),
      ...(file.tokens === null ? [] : [`≈ ${counted(file.tokens, "token")}`]),
    ].join(", "),
  ]);
  return facts([
    ["Examples", count(made.examples)],
    ["Conversations read", count(made.conversationsRead)],
    ["Left out", describeReasons(made.skipped)],
    ["Shortened", describeReasons(made.shortened)],
    ...files,
    ["Dataset", made.datasetId],
  ]);
}

/** `prepare FILE… --out F.jsonl` */
export function prepareCommand(act: Act): CommandUnknownOpts {
  return new Command("prepare")
    .description("make training data from conversations")
    .argument("<file...>", "databases of conversations, read in this order")
    .requiredOption(
      "--out <file>",
      "the JSONL file to write; an old one is replaced when the new one is whole",
      fileName,
    )
    .option("--validation-out <file>", "a second file, for examples that are held back", fileName)
    .option("--validation-fraction <share>", "the share that is held back (default: 0.1)", fraction)
    .option("--seed <n>", "decides which examples are held back", wholeNumber(0, LARGEST_SEED), 0)
    .option(
      "--max-conversations <n>",
      "take at most this many conversations, in the order of the files; 0 takes all",
      wholeNumber(0),
      0,
    )
    .option("--system-prompt <text>", "replace the system prompt of every example (@file reads it)")
    .option("--no-system-prompt", "remove the system prompt from every example")
    .option("--persona <name>", "replace the system prompt by that of a persona")
    .option("--where-model <model>", "only conversations with this model")
    .addOption(
      new Option("--provider <provider>", "leave out what this provider would refuse").choices([
        "openai",
        "together",
      ] as const),
    )
    .addOption(
      new Option("--train-on <replies>", "which replies are trained on")
        .choices(["all", "last"] as const)
        .default("all" as const),
    )
    .option("--drop-cut", "leave out conversations whose last reply stops in mid-sentence", false)
    .option("--keep-duplicates", "keep examples that are identical in every byte", false)
    .option("--tokens", "count tokens, which takes longer than preparing", false)
    .addHelpText(
      "after",
      "\nA message that is empty or a saved API error ends its conversation there; what stands before it is kept if it" +
        "\nstill holds a reply. Everything that is left out is counted and named.",
    )
    .action((files, options) =>
      act(async (session) => {
        const made = await session.run("trainingData.prepare", {
          sources: files.map((path) => ({ path })),
          out: { path: options.out },
          validationOut: options.validationOut === undefined ? null : { path: options.validationOut },
          recipe: {
            maxConversations: options.maxConversations,
            systemPrompt: systemPromptOf(options),
            whereModel: options.whereModel ?? null,
            provider: options.provider ?? null,
            trainOn: options.trainOn,
            dropCut: options.dropCut,
            keepDuplicates: options.keepDuplicates,
            validationFraction: fractionOf(options.validationOut, options.validationFraction),
            seed: options.seed,
            countTokens: options.tokens,
          },
        });
        return { json: made, text: describe(made) };
      }),
    );
}
