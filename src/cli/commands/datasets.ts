import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Act } from "../command.ts";
import type { Dataset } from "../../shared/contract/training-data.ts";
import { count, counted, facts, table } from "../output.ts";
import { describeReasons, describeSettings, describeTime } from "../words.ts";

const FILE_ROLES: Record<Dataset["files"][number]["role"], string> = {
  train: "Training file",
  validation: "Validation file",
};

function listCommand(act: Act) {
  return new Command("list").description("list what was prepared, newest first").action(() =>
    act(async (session) => {
      const listed = await session.call("datasets.list", {});
      const rows = listed.datasets.map((one) => [
        one.id,
        describeTime(one.createdAt),
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
        const text = facts([
          ["Dataset", dataset.id],
          ["Made", describeTime(dataset.createdAt)],
          ["Examples", `${count(dataset.examples)} from ${counted(dataset.conversationsRead, "conversation")}`],
          ["Left out", describeReasons(dataset.skipped)],
          ["Shortened", describeReasons(dataset.shortened)],
          ["Recipe", describeSettings(dataset.recipe)],
          ...dataset.sources.map((source): [string, string] => ["Source", `${source.path}  sha256 ${source.sha256}`]),
          ...dataset.files.map((file): [string, string] => [
            FILE_ROLES[file.role],
            `${file.path}  sha256 ${file.sha256}`,
          ]),
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
