import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { AppError } from "../../shared/errors.ts";
import { type NewPersona, parsePersonasFile, PERSONAS_FILE_FORM } from "../../shared/personas-file.ts";
import type { Act } from "../command.ts";
import { count, shorten, table } from "../output.ts";
import { expandText, readText } from "../text.ts";

function readPersonas(path: string): NewPersona[] {
  const personas = parsePersonasFile(readText(path, "--from takes a JSON file of personas."));
  if (personas !== null) return personas;
  throw new AppError("invalid_file", `${path} is not a file of personas.`, {
    hint: `It should look like ${PERSONAS_FILE_FORM}.`,
  });
}

function addCommand(act: Act) {
  return new Command("add")
    .description("add a persona, or all those of an old system_prompts.json")
    .argument("[name]", "what to call it")
    .option("--system-prompt <text>", "its system prompt (@file reads it)")
    .option("--persona-version <version>", "tells several prompts of one name apart", "1")
    .option("--traits <trait...>", "what it should be like, for judging", [])
    .option("--from <file>", "a JSON file of personas")
    .action((name, options) =>
      act(async (session) => {
        const { systemPrompt, from, traits, personaVersion: version } = options;
        const single = name !== undefined && systemPrompt !== undefined && from === undefined;
        if (!single && (from === undefined || name !== undefined || systemPrompt !== undefined)) {
          throw new AppError("usage", "A persona needs a name and --system-prompt, or --from FILE alone.", {
            hint: "For example: tunewright personas add wren --system-prompt @wren.txt",
          });
        }
        const personas = single
          ? [{ name, version, systemPrompt: expandText(systemPrompt), traits }]
          : readPersonas(from ?? "");
        const added = await session.call("personas.add", { personas });
        const names = added.personas.map((persona) => `${persona.name} (${persona.version})`);
        return { json: added, text: `Added ${names.join(", ")}.` };
      }),
    );
}

/** `personas list|add|remove` */
export function personasCommand(act: Act): CommandUnknownOpts {
  const list = new Command("list").description("list the personas").action(() =>
    act(async (session) => {
      const listed = await session.call("personas.list", {});
      const rows = listed.personas.map((persona) => [
        `${persona.name} (${persona.version})`,
        count(persona.systemPrompt.length),
        shorten(persona.systemPrompt, 70),
      ]);
      const empty = "There are no personas. `tunewright personas add NAME --system-prompt TEXT` makes one.";
      return { json: listed, text: rows.length === 0 ? empty : table(["persona", "characters", "begins"], rows) };
    }),
  );
  const remove = new Command("remove")
    .description("remove a persona; conversations and datasets made with it keep its text")
    .argument("<persona>", "its id, its name (the newest version), or `name (version)`")
    .action((persona) =>
      act(async (session) => ({
        json: await session.call("personas.remove", { persona }),
        text: `Removed ${persona}.`,
      })),
    );
  return new Command("personas")
    .description("keep named system prompts")
    .addCommand(list)
    .addCommand(addCommand(act))
    .addCommand(remove);
}
