import { type Control, type FieldPathByValue, useController, useWatch } from "react-hook-form";
import type { ReactNode } from "react";
import { TextInput } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { type AdviceNote, adviceOnSettings } from "./advice.ts";
import { AdvisedField } from "./advised-field.tsx";
import type { Draft, NewJob } from "./form-values.ts";

export type FormControl = Control<Draft, unknown, NewJob>;

interface TextSettingProps {
  control: FormControl;
  name: FieldPathByValue<Draft, string>;
  label: string;
  advice: ReactNode;
  note?: AdviceNote | undefined;
  placeholder?: string;
}

/** A box of the form with its advice and its limits. */
export function TextSetting({ control, name, label, advice, note, placeholder }: TextSettingProps) {
  const { field, fieldState } = useController({ control, name });
  return (
    <AdvisedField label={label} advice={advice} note={note} error={fieldState.error?.message}>
      <TextInput {...field} placeholder={placeholder} autoComplete="off" spellCheck={false} />
    </AdvisedField>
  );
}

/** What OpenAI's jobs take; practice takes the same. */
export function OpenAISettings({ control }: { control: FormControl }) {
  const openai = useWatch({ control, name: "openai" });
  const notes = adviceOnSettings("openai", { ...openai, learningRate: "" });
  return (
    <>
      <TextSetting
        control={control}
        name="openai.epochs"
        label="Epochs"
        advice="How often the data is gone through. Start with auto, or 1 to 3; more soon learns the examples by heart. At most 50."
        note={notes.epochs}
      />
      <TextSetting
        control={control}
        name="openai.batchSize"
        label="Batch size"
        advice="Examples a step. Leave it at auto at first. At most 256."
      />
      <TextSetting
        control={control}
        name="openai.learningRateMultiplier"
        label="Learning rate multiplier"
        advice="Times the provider's own learning rate. Leave it at auto at first."
      />
    </>
  );
}

function TrainingKind({ control }: { control: FormControl }) {
  const { field } = useController({ control, name: "together.training" });
  return (
    <AdvisedField
      label="What is trained"
      error={undefined}
      advice="LoRA trains a small adapter beside the model, and is where one starts. Full changes all weights and costs more."
    >
      <div>
        <Segmented
          label="What is trained"
          value={field.value}
          choices={[
            { value: "lora", label: "LoRA" },
            { value: "full", label: "Full" },
          ]}
          onChange={field.onChange}
        />
      </div>
    </AdvisedField>
  );
}

/** What Together AI's jobs take. */
export function TogetherSettings({ control }: { control: FormControl }) {
  const together = useWatch({ control, name: "together" });
  const validation = useWatch({ control, name: "validation" });
  const notes = adviceOnSettings("together", together);
  return (
    <>
      <TextSetting
        control={control}
        name="together.epochs"
        label="Epochs"
        advice="How often the data is gone through. Start with 1 to 3; more soon learns the examples by heart."
        note={notes.epochs}
      />
      <TextSetting
        control={control}
        name="together.batchSize"
        label="Batch size"
        advice="Examples a step. Start with 4 to 8; max is the largest that the provider takes for the model."
        note={notes.batchSize}
      />
      <TextSetting
        control={control}
        name="together.learningRate"
        label="Learning rate"
        advice="Start small, with 1e-5."
        note={notes.learningRate}
      />
      <TrainingKind control={control} />
      {together.training === "lora" && (
        <>
          <TextSetting
            control={control}
            name="together.rank"
            label="LoRA rank"
            placeholder="the provider's own"
            advice="How much the adapter can hold. The largest rank depends on the model."
          />
          <TextSetting
            control={control}
            name="together.alpha"
            label="LoRA alpha"
            placeholder="the provider's own"
            advice="How strongly the adapter counts; twice the rank is usual."
          />
        </>
      )}
      {validation !== "" && (
        <TextSetting
          control={control}
          name="together.evals"
          label="Evaluations"
          placeholder="once an epoch"
          advice="How often the validation file is used. Together AI ignores it unless it is told a number, so one is always sent."
        />
      )}
    </>
  );
}
