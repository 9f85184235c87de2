import { Command, type CommanderError, type CommandUnknownOpts, Help, type Option } from "@commander-js/extra-typings";
import { AppError } from "../shared/errors.ts";
import { type Act, type MakeCommand, plannedCommand } from "./command.ts";
import { chatCommand } from "./commands/chat.ts";
import { conversationsCommand } from "./commands/conversations.ts";
import { datasetsCommand } from "./commands/datasets.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { keysCommand } from "./commands/keys.ts";
import { modelsCommand } from "./commands/models.ts";
import { personasCommand } from "./commands/personas.ts";
import { prepareCommand } from "./commands/prepare.ts";
import { validateCommand } from "./commands/validate.ts";

const PLANNED: [name: string, description: string][] = [
  ["generate", "have models answer a list of ideas"],
  ["judge", "judge conversations one by one or against each other"],
  ["ideas", "think up scenarios from a system prompt"],
  ["contexts", "write the documents that scenarios need"],
  ["pipeline", "ideas, contexts, generate and judge in one go"],
  ["compare", "tell with an interval which of several models is better"],
  ["evaluations", "look up evaluations"],
  ["bundle", "put a result with all it rests on into one file"],
  ["rescue", "save what a model that shuts down can do"],
  ["status", "what runs, what ended, what costs money now"],
  ["endpoints", "the dedicated endpoints of tuned models"],
  ["rate", "ratings from a CSV of battles"],
];

const EXAMPLES = `
In a browser: tunewright serve

The whole path:
  tunewright inspect conversations.db
  tunewright prepare conversations.db --out train.jsonl
  tunewright validate train.jsonl --provider openai
  tunewright jobs create --name first --provider practice --model practice/echo --train-file train.jsonl
  tunewright jobs run JOB --wait
  tunewright chat --model MODEL --message "Hello"

Any text may be given as @file. With --json, standard output is one JSON document.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;

/**
 * The command line; `act` runs what a command does, `own` are commands that open no session. Parsing never exits: wrong
 * usage is thrown as an AppError.
 */
export function createProgram(version: string, act: Act, own: readonly CommandUnknownOpts[]): CommandUnknownOpts {
  const program = new Command("tunewright")
    .description("Turns conversations into training data, runs fine-tuning jobs and lets you talk to the result.")
    .version(version)
    .option("--json", "print exactly one JSON document; progress goes to standard error")
    .addHelpText("after", EXAMPLES);
  const makers: MakeCommand[] = [
    inspectCommand,
    conversationsCommand,
    prepareCommand,
    validateCommand,
    datasetsCommand,
    jobsCommand,
    modelsCommand,
    (acting) => chatCommand(acting, () => program.opts().json === true),
    personasCommand,
    keysCommand,
  ];
  for (const make of makers) program.addCommand(make(act));
  for (const command of own) program.addCommand(command);
  for (const [name, description] of PLANNED) program.addCommand(plannedCommand(name, description));
  configure(program, []);
  return program;
}

/** Sub-commands that were made on their own do not take these settings over. */
function configure(command: CommandUnknownOpts, path: readonly string[]): void {
  const here = [...path, command.name()];
  command
    .exitOverride((error) => refuse(error, command, here))
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ optionDescription, visibleGlobalOptions: () => globalOptions(command), showGlobalOptions: true });
  for (const one of command.commands) configure(one, here);
}

/** What commander throws, in our terms; what has only shown help or the version is thrown as it is. */
function refuse(error: CommanderError, command: CommandUnknownOpts, path: readonly string[]): never {
  if (error.exitCode === 0) throw error;
  const isHelp = error.code === "commander.help";
  const hint = command.commands.length > 0 ? "lists the commands; each has its own --help." : "says what it takes.";
  throw new AppError("usage", isHelp ? "A command is missing." : sentence(error.message), {
    hint: `\`${path.join(" ")} --help\` ${hint}`,
  });
}

function sentence(message: string): string {
  const [first = "", ...more] = message.replace(/^error: /, "").split("\n");
  const stopped = `${first.charAt(0).toUpperCase()}${first.slice(1)}${first.endsWith(".") ? "" : "."}`;
  return [stopped, ...more].join(" ");
}

/** What has to be given is said so; that a flag is off until it is given goes without saying. */
function optionDescription(option: Option): string {
  const described = new Help().optionDescription(option).replace(/ \(default: (?:false|\[\])\)$/, "");
  return option.mandatory ? `${described} (required)` : described;
}

function globalOptions(command: CommandUnknownOpts): Option[] {
  const { parent } = command;
  if (parent === null) return [];
  return parent.parent === null ? parent.options.filter(({ long }) => long === "--json") : globalOptions(parent);
}
