import { X } from "lucide-react";
import type { PaneChoice } from "../../../shared/contract/chat.ts";
import type { Persona } from "../../../shared/contract/models.ts";
import { IconButton } from "../../ui/button.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { Suggest, type SuggestionGroup } from "../../ui/suggest.tsx";

const NONE = "none";
const OWN = "own";

interface PaneSetupProps {
  title: string;
  choice: PaneChoice;
  groups: SuggestionGroup[];
  remark: string | undefined;
  personas: readonly Persona[];
  onChange: (choice: PaneChoice) => void;
  onRemove: (() => void) | null;
}

const labelOf = (persona: Persona) => `${persona.name} (${persona.version})`;

/** Chooses the model and the system prompt of one pane. */
export function PaneSetup({ title, choice, groups, remark, personas, onChange, onRemove }: PaneSetupProps) {
  const promptKind = choice.systemPrompt === null ? NONE : (choice.persona ?? OWN);
  const choosePrompt = (kind: string) => {
    if (kind === NONE) return onChange({ ...choice, systemPrompt: null, persona: null });
    if (kind === OWN) return onChange({ ...choice, systemPrompt: choice.systemPrompt ?? " ", persona: null });
    const persona = personas.find((one) => labelOf(one) === kind);
    return persona && onChange({ ...choice, systemPrompt: persona.systemPrompt, persona: kind });
  };
  const isGone = choice.persona !== null && !personas.some((persona) => labelOf(persona) === choice.persona);
  return (
    <section
      aria-label={title}
      className="flex min-w-0 flex-1 flex-col gap-4 border-l border-border p-6 first:border-l-0 max-[799px]:border-t max-[799px]:border-l-0 max-[799px]:p-4 max-[799px]:first:border-t-0"
    >
      {onRemove !== null && (
        <header className="flex h-8 items-center justify-between">
          <h2 className="font-semibold">{title}</h2>
          <IconButton label={`Remove ${title}`} icon={<X />} onClick={onRemove} />
        </header>
      )}
      <Field label="Model">
        <Suggest
          label={`Model of ${title}`}
          value={choice.model}
          onChange={(model) => onChange({ ...choice, model })}
          groups={groups}
          placeholder="Choose or type a model"
          {...(remark === undefined ? {} : { remark })}
        />
      </Field>
      <Field label="System prompt">
        <Select
          label={`System prompt of ${title}`}
          value={promptKind}
          onChange={choosePrompt}
          choices={[
            { value: NONE, label: "None" },
            { value: OWN, label: "Own text" },
            ...(isGone && choice.persona !== null ? [{ value: choice.persona, label: choice.persona }] : []),
            ...personas.map((persona) => ({ value: labelOf(persona), label: labelOf(persona) })),
          ]}
        />
      </Field>
      {choice.systemPrompt !== null && (
        <Field
          label="Text of the prompt"
          help={choice.persona === null ? undefined : "Changing it makes it your own; the persona stays as it is."}
        >
          <TextArea
            rows={8}
            value={choice.systemPrompt === " " ? "" : choice.systemPrompt}
            onChange={(event) => {
              const text = event.currentTarget.value;
              onChange({ ...choice, systemPrompt: text === "" ? " " : text, persona: null });
            }}
          />
        </Field>
      )}
    </section>
  );
}
