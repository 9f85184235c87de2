import { rmSync } from "node:fs";
import type { Recipe } from "../../shared/contract/training-data.ts";
import type { Persona } from "../../shared/contract/models.ts";
import type { Handlers } from "../router.ts";
import type { Sources } from "../sources.ts";
import type { ResolvedRecipe } from "../tasks/contract.ts";
import type { TaskRunner } from "../tasks/runner.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { createDatasets } from "./datasets.ts";

type TrainingDataHandlers = Pick<
  Handlers,
  "trainingData.prepare" | "trainingData.validate" | "datasets.list" | "datasets.show"
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
  return {
    "trainingData.prepare": async (input, { caller, signal, report }) => {
      const partialSuffix = `.${workspace.newId("partial")}`;
      const out = sources.toWrite(input.out, caller);
      const validationOut = input.validationOut === null ? null : sources.toWrite(input.validationOut, caller);
      const task = {
        sources: input.sources.map((source) => sources.toRead(source, caller)),
        out,
        validationOut,
        recipe: resolve(input.recipe),
        partialSuffix,
      };
      try {
        const result = await tasks.run("prepare", task, { signal, report });
        const { sources: _, ...preparation } = result;
        return { datasetId: datasets.record(task.recipe, result), ...preparation };
      } catch (error) {
        // A child that was killed could not tidy up after itself.
        for (const path of [out, validationOut]) if (path !== null) removeIfThere(path + partialSuffix);
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

/** What cannot be removed must not hide why it was to be. */
function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A name too long for a file, or a folder that has gone: nothing stands there.
  }
}
