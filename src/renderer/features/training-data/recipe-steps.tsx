import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { Persona } from "../../../shared/contract/models.ts";
import type { OpenedSource } from "../../../shared/contract/files.ts";
import type { Preview, Recipe } from "../../../shared/contract/training-data.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Field, TextArea, TextInput } from "../../ui/field.tsx";
import { counted, formatBytes, formatCount } from "../../ui/format.ts";
import { Select } from "../../ui/select.tsx";
import type { Draft } from "./draft.ts";
import { type StepCount, stepCounts } from "./step-counts.ts";

interface StepProps {
  title: string;
  /** What is left after it, and what it took. */
  count?: StepCount | undefined;
  /** In place of a count. */
  value?: ReactNode;
  children?: ReactNode;
}

function Step({ title, count, value, children }: StepProps) {
  return (
    <li className="border-b border-hairline px-4 py-3">
      <div className="flex items-baseline gap-2 tabular">
        <h2 className="min-w-0 flex-1 font-medium">{title}</h2>
        {count !== undefined && count.taken > 0 && (
          <span className="text-label text-muted">−{formatCount(count.taken)}</span>
        )}
        <span className="font-medium">{value ?? (count === undefined ? "" : formatCount(count.left))}</span>
      </div>
      {children !== undefined && <div className="mt-2 flex flex-col gap-2">{children}</div>}
      {count !== undefined && count.shortened > 0 && (
        <p className="mt-1 text-label text-muted tabular">
          {counted(count.shortened, "conversation")} shortened and kept
        </p>
      )}
    </li>
  );
}

function SourcesStep({ chosen, all, read, onChange, onOpen }: SourcesStepProps) {
  const rest = all.filter((source) => !chosen.some((one) => one.id === source.id) && source.bytes !== null);
  return (
    <Step title="Sources" value={read === undefined ? "" : formatCount(read)}>
      {chosen.map((source) => (
        <div key={source.id} className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate" title={source.path}>
            {source.name}
          </span>
          <span className="text-label text-muted tabular">
            {source.bytes === null ? "gone" : formatBytes(source.bytes)}
          </span>
          <IconButton
            label={`Do not use ${source.name}`}
            icon={<X />}
            className="-mr-2 size-6"
            onClick={() => onChange(chosen.filter((one) => one.id !== source.id).map((one) => one.id))}
          />
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        {rest.length > 0 && (
          <Select
            label="Add a source"
            value=""
            onChange={(id) => onChange([...chosen.map((one) => one.id), id])}
            choices={[
              { value: "", label: "Add an opened database" },
              ...rest.map((source) => ({ value: source.id, label: source.name, note: source.path })),
            ]}
            className="min-w-0 flex-1"
          />
        )}
        <Button onClick={onOpen}>Open…</Button>
      </div>
    </Step>
  );
}

interface SourcesStepProps {
  chosen: readonly OpenedSource[];
  all: readonly OpenedSource[];
  read: number | undefined;
  onChange: (ids: string[]) => void;
  onOpen: () => void;
}

const ALL = "";

function promptStep(draft: Draft, personas: readonly Persona[], change: (part: Partial<Draft["recipe"]>) => void) {
  const { systemPrompt } = draft.recipe;
  const choose = (kind: Draft["recipe"]["systemPrompt"]["kind"]) => {
    if (kind === "replace") change({ systemPrompt: { kind, text: "" } });
    else if (kind === "persona") change({ systemPrompt: { kind, name: "" } });
    else change({ systemPrompt: { kind } });
  };
  return (
    <Step title="System prompt">
      <Select
        label="System prompt"
        value={systemPrompt.kind}
        onChange={choose}
        choices={[
          { value: "keep", label: "Keep the conversations' own" },
          { value: "replace", label: "Replace it with a text" },
          { value: "persona", label: "Replace it with a persona's" },
          { value: "remove", label: "Remove it", note: "trained without its prompt" },
        ]}
      />
      {systemPrompt.kind === "replace" && (
        <Field label="Text">
          <TextArea
            rows={5}
            value={systemPrompt.text}
            onChange={(event) => change({ systemPrompt: { kind: "replace", text: event.currentTarget.value } })}
          />
        </Field>
      )}
      {systemPrompt.kind === "persona" && (
        <Select
          label="Persona"
          value={systemPrompt.name}
          onChange={(name) => change({ systemPrompt: { kind: "persona", name } })}
          choices={[
            { value: "", label: personas.length === 0 ? "There is no persona yet" : "Choose a persona" },
            ...personas.map((persona) => {
              const label = `${persona.name} (${persona.version})`;
              return { value: label, label };
            }),
          ]}
        />
      )}
    </Step>
  );
}

interface RecipeStepsProps {
  draft: Draft;
  sources: readonly OpenedSource[];
  models: readonly { name: string; count: number }[];
  personas: readonly Persona[];
  preview: Preview | undefined;
  onChange: (draft: Draft) => void;
  onOpen: () => void;
}

/** The recipe, a step at a time, with what each step leaves. */
export function RecipeSteps({ draft, sources, models, personas, preview, onChange, onOpen }: RecipeStepsProps) {
  const { recipe } = draft;
  const change = (part: Partial<Draft["recipe"]>) => onChange({ ...draft, recipe: { ...recipe, ...part } });
  const counts = preview === undefined ? undefined : stepCounts(preview);
  const chosen = draft.sourceIds.flatMap((id) => sources.filter((source) => source.id === id));
  return (
    <ol aria-label="Recipe">
      <SourcesStep
        chosen={chosen}
        all={sources}
        read={preview?.conversationsRead}
        onChange={(sourceIds) => onChange({ ...draft, sourceIds })}
        onOpen={onOpen}
      />
      {recipe.onlyConversations !== null && (
        <Step title="Chosen conversations" count={counts?.chosen}>
          <div className="flex items-center gap-2 text-muted">
            <span className="flex-1">{counted(recipe.onlyConversations.length, "id")}</span>
            <Button onClick={() => change({ onlyConversations: null })}>Use all</Button>
          </div>
        </Step>
      )}
      <Step title="Model" count={counts?.model}>
        <Select
          label="Only conversations of a model"
          value={recipe.whereModel ?? ALL}
          onChange={(model) => change({ whereModel: model === ALL ? null : model })}
          choices={[
            { value: ALL, label: "Conversations of any model" },
            ...models.map(({ name, count }) => ({ value: name, label: name, note: counted(count, "conversation") })),
          ]}
        />
      </Step>
      <Step title="Stop at errors and empty messages" count={counts?.readable}>
        <p className="text-label text-muted">
          A saved API error or an empty message ends its conversation; what stands before it is kept if it holds a
          reply.
        </p>
      </Step>
      <Step title="Replies that are cut off" count={counts?.whole}>
        <Checkbox
          label="Leave out conversations that end in one"
          isChecked={recipe.dropCut}
          onChange={(dropCut) => change({ dropCut })}
        />
      </Step>
      <Step title="Provider's rules" count={counts?.provider}>
        <Select
          label="Leave out what a provider would refuse"
          value={recipe.provider ?? "none"}
          onChange={(provider) => change({ provider: provider === "none" ? null : provider })}
          choices={[
            { value: "none", label: "No provider in particular" },
            { value: "openai", label: "OpenAI" },
            { value: "together", label: "Together AI" },
          ]}
        />
      </Step>
      <Step title="Duplicates" count={counts?.duplicates}>
        <Checkbox
          label="Keep only the first of identical examples"
          isChecked={!recipe.keepDuplicates}
          onChange={(isChecked) => change({ keepDuplicates: !isChecked })}
        />
      </Step>
      {promptStep(draft, personas, change)}
      <Step title="Train on">
        <Select
          label="Train on"
          value={recipe.trainOn}
          onChange={(trainOn: Recipe["trainOn"]) => change({ trainOn })}
          choices={[
            { value: "all", label: "Every reply" },
            { value: "last", label: "The last reply only" },
          ]}
        />
      </Step>
      <SplitStep recipe={recipe} preview={preview} change={change} />
      <Step title="Limit">
        <Field label="Most conversations" help="0 takes all of them.">
          <TextInput
            type="number"
            min={0}
            value={String(recipe.maxConversations)}
            onChange={(event) =>
              change({ maxConversations: Math.max(0, Math.floor(event.currentTarget.valueAsNumber || 0)) })
            }
          />
        </Field>
      </Step>
    </ol>
  );
}

function SplitStep({
  recipe,
  preview,
  change,
}: {
  recipe: Draft["recipe"];
  preview: Preview | undefined;
  change: (part: Partial<Draft["recipe"]>) => void;
}) {
  const { validationFraction: fraction, seed } = recipe;
  const split =
    preview === undefined
      ? ""
      : fraction === null
        ? formatCount(preview.train)
        : `${formatCount(preview.train)} + ${formatCount(preview.validation)}`;
  return (
    <Step title="Split" value={split}>
      <Checkbox
        label="Hold examples back for validation"
        help="Examples with the same opening stay on one side."
        isChecked={fraction !== null}
        onChange={(isChecked) => change({ validationFraction: isChecked ? 0.1 : null })}
      />
      {fraction !== null && (
        <div className="grid grid-cols-2 gap-2">
          <Field label="Held back, %">
            <TextInput
              type="number"
              min={1}
              max={90}
              value={String(Math.round(fraction * 100))}
              onChange={(event) => {
                const percent = event.currentTarget.valueAsNumber;
                if (percent >= 1 && percent <= 90) change({ validationFraction: percent / 100 });
              }}
            />
          </Field>
          <Field label="Seed">
            <TextInput
              type="number"
              min={0}
              value={String(seed)}
              onChange={(event) =>
                change({ seed: Math.min(0xffff_ffff, Math.max(0, Math.floor(event.currentTarget.valueAsNumber || 0))) })
              }
            />
          </Field>
        </div>
      )}
    </Step>
  );
}
