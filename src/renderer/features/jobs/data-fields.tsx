import { useController, useWatch } from "react-hook-form";
import { Link, useLocation } from "wouter";
import type { OpenedSource } from "../../../shared/contract/files.ts";
import { Button } from "../../ui/button.tsx";
import { useOpenFile } from "../../ui/files/open-file.tsx";
import { Select } from "../../ui/select.tsx";
import { useToasts } from "../../ui/toasts.tsx";
import { adviceOnExamples } from "./advice.ts";
import { AdvisedField } from "./advised-field.tsx";
import { choiceOfOpened, type FileChoice } from "./file-choices.ts";
import type { FormControl } from "./settings-fields.tsx";

const NONE = "none";
const unchosen = { value: NONE, label: "Choose a file" } as const;

interface FileFieldProps {
  control: FormControl;
  files: readonly FileChoice[];
}

/** What is to be learned. A dataset brings its validation file along. */
export function TrainingFile({ control, files }: FileFieldProps) {
  const { field, fieldState } = useController({ control, name: "train" });
  const { field: validation } = useController({ control, name: "validation" });
  const provider = useWatch({ control, name: "provider" });
  const openFile = useOpenFile();
  const { say } = useToasts();
  const [, navigate] = useLocation();
  const chosen = files.find((file) => file.value === field.value);
  const choose = (value: string) => {
    field.onChange(value === NONE ? "" : value);
    const datasetId = files.find((file) => file.value === value)?.datasetId ?? null;
    const before = files.find((file) => file.value === validation.value);
    if (validation.value !== "" && before?.datasetId === null) return;
    const beside = files.find(
      (file) => datasetId !== null && file.datasetId === datasetId && file.role === "validation",
    );
    validation.onChange(beside?.value ?? "");
  };
  const chooseOpened = (source: OpenedSource) => {
    const value = files.find((file) => file.path === source.path)?.value ?? choiceOfOpened(source);
    if (value !== null) return choose(value);
    return say(`${source.name} is no JSONL file: training data is made of it first.`, {
      action: { label: "Make training data", act: () => navigate(`~/training-data/new/${source.id}`) },
    });
  };
  const [note] = adviceOnExamples(provider, chosen?.examples ?? null);
  return (
    <AdvisedField
      label="Training data"
      error={fieldState.error?.message}
      note={note}
      advice={
        <p>
          50 to 100 good and varied examples are enough for a first try; OpenAI takes no fewer than 10.{" "}
          <Link href="~/training-data/new">Make training data</Link> of conversations, or open a JSONL file that there
          is.
        </p>
      }
    >
      <Select
        label="Training data"
        value={chosen?.value ?? NONE}
        choices={[...(chosen === undefined ? [unchosen] : []), ...files.filter((file) => file.role !== "validation")]}
        onChange={choose}
      />
      <Button className="self-start" onClick={() => openFile(chooseOpened)}>
        Open a file
      </Button>
    </AdvisedField>
  );
}

/** What the loss is measured on and nothing is learned from. */
export function ValidationFile({ control, files }: FileFieldProps) {
  const { field, fieldState } = useController({ control, name: "validation" });
  const train = useWatch({ control, name: "train" });
  const chosen = files.find((file) => file.value === field.value);
  return (
    <AdvisedField
      label="Validation data (optional)"
      error={fieldState.error?.message}
      advice="Without it nobody sees when the model begins to learn by heart. It may share no example with the training data."
    >
      <Select
        label="Validation data"
        value={chosen?.value ?? NONE}
        choices={[{ value: NONE, label: "None" }, ...files.filter((file) => file.value !== train)]}
        onChange={(value) => field.onChange(value === NONE ? "" : value)}
      />
    </AdvisedField>
  );
}
