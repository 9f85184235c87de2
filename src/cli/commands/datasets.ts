import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Act } from "../command.ts";
import { count, counted, facts, table } from "../output.ts";

function listCommand(act: Act) {
  return new Command("list").description("list what was prepared, newest first").action(() =>
    act(async (session) => {
      const listed = await session.call("datasets.list", {});
      const rows = listed.datasets.map((one) => [
        one.id,
        one.createdAt,
        count(one.examples),
        one.files.map((file) => file.path).join(", "),
      ]);
      const empty = "Nothing was prepared yet. `tunewright prepare FILE --out train.jsonl` makes a dataset.";
      return {
        json: listed,
        text: rows.length === 0 ? empty : table(["id", "made", "examples", "files"], rows),
      };
    }),
  );
}

function showCommand(act: Act) {
  return new Command("show")
    .description("show how a dataset was made: recipe, sources and files with their hashes")
    .argument("<id>", "the dataset's id")
    .action((id) =>
      act(async (session) => {
        const dataset = await session.call("datasets.show", { id });
        const left = dataset.skipped.map((one) => `${count(one.count)} ${one.reason.replaceAll("_", " ")}`);
        const text = facts([
          ["Dataset", dataset.id],
          ["Made", dataset.createdAt],
          ["Examples", `${count(dataset.examples)} from ${counted(dataset.conversationsRead, "conversation")}`],
          ["Left out", left.length === 0 ? null : left.join(", ")],
          ["Recipe", JSON.stringify(dataset.recipe)],
          ...dataset.sources.map((source): [string, string] => ["Source", `${source.path}  sha256 ${source.sha256}`]),
          ...dataset.files.map((file): [string, string] => [file.role, `${file.path}  sha256 ${file.sha256}`]),
        ]);
        return { json: dataset, text };
      }),
    );
}

/** `datasets list|show` */
export function datasetsCommand(act: Act): CommandUnknownOpts {
  return new Command("datasets")
    .description("look up what was prepared, from what and how")
    .addCommand(listCommand(act))
    .addCommand(showCommand(act));
}
