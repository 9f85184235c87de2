import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
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
  ["serve", "the browser version"],
];

const EXAMPLES = `
The whole path:
  tunewright inspect conversations.db
  tunewright prepare conversations.db --out train.jsonl
  tunewright validate train.jsonl --provider openai
  tunewright jobs create --name first --provider practice --model practice/echo --train-file train.jsonl
  tunewright jobs run JOB --wait
  tunewright chat --model MODEL --message "Hello"

Any text may be given as @file. With --json, standard output is one JSON document.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;

/** The command line; `act` runs what a command does. Parsing never writes and never exits: it throws. */
export function createProgram(version: string, act: Act): CommandUnknownOpts {
  const program = new Command("tunewright")
    .description("Turns conversations into training data, runs fine-tuning jobs and lets you talk to the result.")
    .version(version)
    .option("--json", "print exactly one JSON document; progress goes to standard error")
    .configureHelp({ showGlobalOptions: true })
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
  for (const [name, description] of PLANNED) program.addCommand(plannedCommand(name, description));
  throwInsteadOfExiting(program);
  return program;
}

/** Sub-commands that were made on their own do not take these settings over. */
function throwInsteadOfExiting(command: CommandUnknownOpts): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  for (const one of command.commands) throwInsteadOfExiting(one);
}
