import { Command, Option, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { z } from "zod";
import {
  type JobProvider,
  jobProviderSchema,
  openaiConfigSchema,
  togetherConfigSchema,
} from "../../shared/contract/jobs.ts";
import type { RouteInput } from "../../shared/contract/index.ts";
import { AppError } from "../../shared/errors.ts";
import type { Act } from "../command.ts";
import { keyOption } from "../options.ts";
import { positiveNumber, wholeNumber, wordOr } from "../text.ts";
import { describeJob } from "./job-text.ts";

type NewJob = RouteInput<"jobs.create">;

interface ConfigOptions {
  epochs?: number | "auto" | undefined;
  batchSize?: number | "auto" | "max" | undefined;
  learningRate?: number | undefined;
  learningRateMultiplier?: number | "auto" | undefined;
  loraR?: number | undefined;
  loraAlpha?: number | undefined;
  full?: boolean | undefined;
  suffix?: string | undefined;
  seed?: number | undefined;
  evals?: number | undefined;
  beta?: number | undefined;
  valFile?: string | undefined;
}

type Setting = Exclude<keyof ConfigOptions, "valFile">;

const FLAGS: Record<Setting, { flag: string; providers: JobProvider[] }> = {
  epochs: { flag: "--epochs", providers: ["openai", "together", "practice"] },
  batchSize: { flag: "--batch-size", providers: ["openai", "together", "practice"] },
  learningRate: { flag: "--learning-rate", providers: ["together"] },
  learningRateMultiplier: { flag: "--learning-rate-multiplier", providers: ["openai", "practice"] },
  loraR: { flag: "--lora-r", providers: ["together"] },
  loraAlpha: { flag: "--lora-alpha", providers: ["together"] },
  full: { flag: "--full", providers: ["together"] },
  suffix: { flag: "--suffix", providers: ["openai", "together", "practice"] },
  seed: { flag: "--seed", providers: ["openai", "together", "practice"] },
  evals: { flag: "--evals", providers: ["together"] },
  beta: { flag: "--beta", providers: ["openai", "together"] },
};

function wrong(message: string): never {
  throw new AppError("usage", message, { hint: "`tunewright jobs create --help` says what each provider takes." });
}

function refuseForeignFlags(provider: JobProvider, options: ConfigOptions): void {
  for (const [name, { flag, providers }] of Object.entries(FLAGS)) {
    if (options[name as Setting] === undefined || providers.includes(provider)) continue;
    wrong(`${flag} is for ${providers.join(" and ")}, not for ${provider}.`);
  }
}

/** Leaves out what was not given, so that the contract's defaults hold. */
function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function togetherConfig(options: ConfigOptions) {
  const { epochs, batchSize, learningRate, loraR, loraAlpha, full, suffix, seed, evals, valFile } = options;
  if (epochs === "auto") wrong("Together AI takes a number of --epochs, not auto.");
  if (batchSize === "auto") wrong("Together AI takes a number or max for --batch-size, not auto.");
  if (evals !== undefined && valFile === undefined) wrong("--evals says how often --val-file is evaluated: give one.");
  if (full === true && (loraR ?? loraAlpha) !== undefined) wrong("--lora-r and --lora-alpha do not go with --full.");
  const lora = { kind: "lora" as const, ...given({ rank: loraR, alpha: loraAlpha }) };
  const training = full === true ? { kind: "full" as const } : lora;
  return given({ epochs, batchSize, learningRate, training, evals, suffix, seed });
}

function openaiConfig(options: ConfigOptions) {
  const { epochs, batchSize, learningRateMultiplier, suffix, seed } = options;
  if (batchSize === "max") wrong("--batch-size max is for together only.");
  return given({ epochs, batchSize, learningRateMultiplier, suffix, seed });
}

/** Which flag a refused setting came from; what the contract calls otherwise than the command line. */
const FLAG_OF_PATH: Record<string, string> = { "training.rank": "--lora-r", "training.alpha": "--lora-alpha" };

function assertInRange(schema: z.ZodType, config: object): void {
  const issue = schema.safeParse(config).error?.issues[0];
  if (issue === undefined) return;
  const path = issue.path.join(".");
  const flag = FLAG_OF_PATH[path] ?? FLAGS[path as Setting]?.flag ?? path;
  wrong(`${flag} is out of its range. ${issue.message}.`);
}

/** The configuration of the new job: a flag or value that its provider does not know is wrong usage. */
function configured(provider: JobProvider, options: ConfigOptions): Pick<NewJob, "provider" | "config"> {
  refuseForeignFlags(provider, options);
  const config = provider === "together" ? togetherConfig(options) : openaiConfig(options);
  assertInRange(provider === "together" ? togetherConfigSchema : openaiConfigSchema, config);
  return { provider, config };
}

/** `jobs create …`: saves a job as pending */
export function createCommand(act: Act): CommandUnknownOpts {
  return new Command("create")
    .description("save a job as pending; nothing is sent and nothing costs money before `jobs run`")
    .requiredOption("--name <name>", "what to call it")
    .addOption(
      new Option("--provider <provider>", "where to train").choices(jobProviderSchema.options).makeOptionMandatory(),
    )
    .requiredOption("--model <model>", "the base model")
    .requiredOption("--train-file <file>", "the JSONL training file")
    .option("--val-file <file>", "a JSONL validation file")
    .option("--epochs <n>", "times through the data; openai also takes auto", wordOr(["auto"], wholeNumber(1)))
    .option(
      "--batch-size <n>",
      "examples a step; openai also takes auto, together max",
      wordOr(["auto", "max"], wholeNumber(1)),
    )
    .option("--learning-rate <x>", "together: such as 1e-5", positiveNumber)
    .option("--learning-rate-multiplier <x>", "openai: a number or auto", wordOr(["auto"], positiveNumber))
    .option("--lora-r <n>", "together: rank of the adapter", wholeNumber(1))
    .option("--lora-alpha <n>", "together: alpha of the adapter", wholeNumber(1))
    .option("--full", "together: train all weights, not an adapter")
    .option("--suffix <text>", "becomes part of the tuned model's name")
    .option("--seed <n>", "makes the run repeatable where the provider can", wholeNumber(0))
    .option("--evals <n>", "together: how often the validation file is evaluated", wholeNumber(1))
    .addOption(
      new Option("--method <method>", "what is trained from").choices(["sft", "dpo"] as const).default("sft" as const),
    )
    .addOption(keyOption())
    .option("--beta <x>", "dpo: how far the model may move away from its base", positiveNumber)
    .addHelpText("after", "\nStart with auto at OpenAI, with 1 to 3 epochs and a learning rate of 1e-5 at Together AI.")
    .action((options) =>
      act(async (session) => {
        if (options.beta !== undefined && options.method !== "dpo") wrong("--beta goes with --method dpo.");
        if (options.method === "dpo") {
          throw new AppError("not_available", "Preference training (dpo) is not part of this version yet.", {
            hint: "Supervised training (sft) is.",
          });
        }
        const job = await session.call("jobs.create", {
          ...configured(options.provider, options),
          name: options.name,
          key: options.key ?? null,
          model: options.model,
          trainFile: { path: options.trainFile },
          valFile: options.valFile === undefined ? null : { path: options.valFile },
        } as NewJob);
        return { json: job, text: `${describeJob(job)}\n\n\`tunewright jobs run ${job.id} --wait\` runs it.` };
      }),
    );
}
