import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { AppError } from "../shared/errors.ts";
import type { Result } from "./output.ts";
import type { Session } from "./session.ts";

/** Runs what a command does inside an open session and shows its result. */
export type Act = (work: (session: Session) => Promise<Result>) => Promise<void>;

/** A command of the program; every file of `commands/` makes one, or a group of them. */
export type MakeCommand = (act: Act) => CommandUnknownOpts;

/** A command that is planned and says so; `path` is what is typed after `tunewright`. */
export function plannedCommand(path: string, description: string): CommandUnknownOpts {
  return new Command(path.split(" ").at(-1))
    .description(`${description} (not available yet)`)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new AppError("not_available", `\`tunewright ${path}\` is not part of this version yet.`, {
        hint: "`tunewright --help` lists what is.",
      });
    });
}
