import { useCall } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Field, TextArea, TextInput } from "../../ui/field.tsx";
import { counted } from "../../ui/format.ts";
import { type PersonaDraft, traitsOf } from "./persona-draft.ts";

interface PersonaEditorProps {
  draft: PersonaDraft;
  onChange: (draft: PersonaDraft) => void;
  /** Leaves it as it is, to be gone on with. */
  onClose: () => void;
  /** It was saved, or is not wanted. */
  onDone: () => void;
}

/** Writes a persona, or a new version of one; what is written survives a reload. */
export function PersonaEditor({ draft, onChange, onClose, onDone }: PersonaEditorProps) {
  const add = useCall("personas.add");
  const { name, version, systemPrompt, traits } = draft;
  const isReady = name.trim() !== "" && version.trim() !== "" && systemPrompt.trim() !== "";
  const save = () =>
    add.mutate({ personas: [{ name, version, systemPrompt, traits: traitsOf(draft) }] }, { onSuccess: onDone });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={name === "" ? "Add a persona" : `${name} (${version})`}
      width="wide"
      actions={
        <>
          <Button onClick={onDone}>Discard</Button>
          <Button kind="primary" disabled={!isReady || add.isPending} onClick={save}>
            Save persona
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid grid-cols-[1fr_120px] gap-3">
          <Field label="Name">
            <TextInput
              value={name}
              maxLength={200}
              onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
            />
          </Field>
          <Field label="Version">
            <TextInput
              value={version}
              maxLength={100}
              onChange={(event) => onChange({ ...draft, version: event.currentTarget.value })}
            />
          </Field>
        </div>
        <Field label="System prompt" help={counted(systemPrompt.length, "character")}>
          <TextArea
            rows={12}
            value={systemPrompt}
            onChange={(event) => onChange({ ...draft, systemPrompt: event.currentTarget.value })}
          />
        </Field>
        <Field label="Traits (optional)" help="What it should be like, separated by commas; judges will ask for them.">
          <TextInput value={traits} onChange={(event) => onChange({ ...draft, traits: event.currentTarget.value })} />
        </Field>
        {add.error !== null && <ErrorNote error={add.error} />}
      </div>
    </Dialog>
  );
}
