import { FileUp, Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Persona } from "../../../shared/contract/models.ts";
import { type NewPersona, parsePersonasFile, PERSONAS_FILE_FORM } from "../../../shared/personas-file.ts";
import { useCall, useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button } from "../../ui/button.tsx";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted } from "../../ui/format.ts";
import { Loading } from "../../ui/loading.tsx";
import { useRemoval } from "../../ui/removal.tsx";
import { Time } from "../../ui/time.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { Page } from "./page.tsx";
import { PersonaEditor } from "./persona-editor.tsx";
import { EMPTY_PERSONA, nextVersion, type PersonaDraft, personaDraftSchema } from "./persona-draft.ts";

function PersonaRow({ persona, onEdit, onRemove }: { persona: Persona; onEdit: () => void; onRemove: () => void }) {
  return (
    <li className="border-b border-hairline py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="font-medium">{persona.name}</h2>
        <span className="text-muted">version {persona.version}</span>
        <div className="ml-auto flex gap-2">
          <Button onClick={onEdit}>Edit as a new version</Button>
          <Button kind="danger" onClick={onRemove}>
            Remove
          </Button>
        </div>
      </div>
      <p className="mt-2 line-clamp-3 whitespace-pre-wrap select-text">{persona.systemPrompt}</p>
      <p className="mt-1 text-label text-muted tabular">
        {counted(persona.systemPrompt.length, "character")} · added <Time iso={persona.createdAt} />
        {persona.traits.length > 0 && ` · ${persona.traits.join(", ")}`}
      </p>
    </li>
  );
}

interface Import {
  file: string;
  personas: NewPersona[];
}

/** Named system prompts and their versions. */
export function PersonasPage() {
  const list = useRoute("personas.list", {});
  const removePersona = useCall("personas.remove");
  const { isRemoved, remove } = useRemoval();
  const [draft, setDraft] = useSetting("draft.persona", personaDraftSchema.nullable(), null);
  const [found, setFound] = useState<Import | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const all = list.data?.personas ?? [];
  const personas = all.filter((persona) => !isRemoved(persona.id));
  const [location, navigate] = useLocation();
  const isEditing = location === "/personas/new";
  // What was begun is gone on with; only discarding it makes room for another.
  const create = () => navigate("/personas/new");
  const close = () => navigate("/personas");
  const edit = (next: PersonaDraft) => {
    setDraft(next);
    create();
  };
  useCommand("new", create);

  const read = async (file: File) => {
    const parsed = parsePersonasFile(await file.text());
    setRefusal(parsed === null ? file.name : null);
    setFound(parsed === null ? null : { file: file.name, personas: parsed });
  };
  const importButton = (
    <Button onClick={() => chooser.current?.click()}>
      <FileUp aria-hidden className="size-4" />
      Import system_prompts.json
    </Button>
  );
  const createButton = (
    <Button kind="primary" onClick={create}>
      <Plus aria-hidden className="size-4" />
      Add a persona
    </Button>
  );
  return (
    <Page
      title="Personas"
      onFile={(file) => void read(file)}
      actions={
        personas.length > 0 && (
          <>
            {importButton}
            {createButton}
          </>
        )
      }
    >
      {list.isPending && <Loading what="the personas" />}
      {list.error !== null && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {refusal !== null && (
        <div className="mb-4">
          <ErrorNote
            error={{
              code: "invalid_file",
              message: `${refusal} is not a file of personas.`,
              hint: `It should look like ${PERSONAS_FILE_FORM}.`,
            }}
          />
        </div>
      )}
      {draft !== null && !isEditing && (
        <div className="mb-4 flex items-center gap-2 rounded-normal border border-border bg-raised px-3 py-2">
          <p className="min-w-0 flex-1 truncate">
            {draft.name === "" ? "A persona" : `${draft.name} (${draft.version})`} is not saved yet.
          </p>
          <Button onClick={create}>Go on writing</Button>
          <Button kind="quiet" onClick={() => setDraft(null)}>
            Discard
          </Button>
        </div>
      )}
      {list.isSuccess && personas.length === 0 && (
        <Empty
          title="No personas yet"
          action={
            <>
              {createButton}
              {importButton}
            </>
          }
        >
          A persona is a system prompt with a name and a version, for chats and training data.
        </Empty>
      )}
      <ul aria-label="Personas">
        {personas.toReversed().map((persona) => (
          <PersonaRow
            key={persona.id}
            persona={persona}
            onEdit={() =>
              edit({
                name: persona.name,
                version: nextVersion(persona.name, all),
                systemPrompt: persona.systemPrompt,
                traits: persona.traits.join(", "),
              })
            }
            onRemove={() =>
              remove(persona.id, `Removed ${persona.name} (${persona.version}).`, () =>
                removePersona.mutateAsync({ persona: persona.id }),
              )
            }
          />
        ))}
      </ul>
      <input
        ref={chooser}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="File of personas"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) void read(file);
          event.currentTarget.value = "";
        }}
      />
      {isEditing && (
        <PersonaEditor
          draft={draft ?? EMPTY_PERSONA}
          onChange={setDraft}
          onClose={close}
          onDone={() => {
            setDraft(null);
            close();
          }}
        />
      )}
      {found !== null && (
        <ImportDialog file={found.file} personas={found.personas} known={all} onClose={() => setFound(null)} />
      )}
    </Page>
  );
}
