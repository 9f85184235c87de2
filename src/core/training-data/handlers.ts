import { join } from "node:path";
import type { ParsedInput } from "../../shared/contract/index.ts";
import type { Recipe } from "../../shared/contract/training-data.ts";
import type { Persona } from "../../shared/contract/models.ts";
import type { Caller } from "../../shared/envelope.ts";
import type { Handlers } from "../router.ts";
import type { Sources } from "../sources.ts";
import type { ResolvedRecipe } from "../tasks/contract.ts";
import type { TaskRunner } from "../tasks/runner.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { createDatasets } from "./datasets.ts";
import { datasetFiles, type Destination, namedFiles } from "./destination.ts";

type TrainingDataHandlers = Pick<
  Handlers,
  "trainingData.preview" | "trainingData.prepare" | "trainingData.validate" | "datasets.list" | "datasets.show"
>;

/** Making and checking training data in the child process, and the record of what was made. */
export function createTrainingData(
  workspace: Workspace,
  tasks: TaskRunner,
  sources: Sources,
  findPersona: (wanted: string) => Persona,
): TrainingDataHandlers {
  const datasets = createDatasets(workspace);
  const resolve = (recipe: Recipe): ResolvedRecipe => {
    const { systemPrompt, ...rest } = recipe;
    if (systemPrompt.kind !== "persona") return { ...rest, systemPrompt };
    return { ...rest, systemPrompt: { kind: "replace", text: findPersona(systemPrompt.name).systemPrompt } };
  };
  const destinationOf = (
    { out, validationOut, recipe }: ParsedInput<"trainingData.prepare">,
    datasetId: string,
    partialSuffix: string,
    caller: Caller,
  ): Destination => {
    if ("name" in out) {
      const folder = join(workspace.folder, "datasets", datasetId);
      return datasetFiles(folder, out.name, { validationOut, isDivided: recipe.validationFraction !== null });
    }
    const validation = validationOut === null ? null : sources.toWrite(validationOut, caller);
    return namedFiles(sources.toWrite(out, caller), validation, partialSuffix);
  };
  return {
    "trainingData.preview": ({ sources: wanted, recipe, ...page }, { caller, signal, report }) =>
      tasks.run(
        "preview",
        { sources: wanted.map((source) => sources.toRead(source, caller)), recipe: resolve(recipe), ...page },
        { signal, report },
      ),
    "trainingData.prepare": async (input, { caller, signal, report }) => {
      const datasetId = workspace.newId("dataset");
      const partialSuffix = `.${workspace.newId("partial")}`;
      const recipe = resolve(input.recipe);
      const paths = input.sources.map((source) => sources.toRead(source, caller));
      const { out, validationOut, discard } = destinationOf(input, datasetId, partialSuffix, caller);
      try {
        const task = { sources: paths, out, validationOut, recipe, partialSuffix };
        const result = await tasks.run("prepare", task, { signal, report });
        datasets.record(datasetId, recipe, result);
        const { sources: _, ...preparation } = result;
        return { datasetId, ...preparation };
      } catch (error) {
        discard();
        throw error;
      }
    },
    "trainingData.validate": ({ file, validationFile, ...rules }, { caller, signal, report }) =>
      tasks.run(
        "validate",
        {
          path: sources.toRead(file, caller),
          validationPath: validationFile === null ? null : sources.toRead(validationFile, caller),
          ...rules,
        },
        { signal, report },
      ),
    "datasets.list": () => ({
      datasets: datasets.list().map(({ id, createdAt, examples, files }) => ({ id, createdAt, examples, files })),
    }),
    "datasets.show": ({ id }) => datasets.show(id),
  };
}
