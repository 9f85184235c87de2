import type { Persona } from "../../../shared/contract/models.ts";
import type { NewPersona } from "../../../shared/personas-file.ts";
import { useCall } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted } from "../../ui/format.ts";

interface ImportDialogProps {
  file: string;
  personas: readonly NewPersona[];
  known: readonly Persona[];
  onClose: () => void;
}

const keyOf = ({ name, version }: Pick<Persona, "name" | "version">) => `${name.trim()}\0${version.trim()}`;

/** Shows what a file of personas brings, and takes in what is not there yet. */
export function ImportDialog({ file, personas, known, onClose }: ImportDialogProps) {
  const add = useCall("personas.add");
  const taken = new Set(known.map(keyOf));
  const isUsable = (persona: NewPersona) => persona.name.trim() !== "" && persona.systemPrompt.trim() !== "";
  const first = new Map(personas.map((persona) => [keyOf(persona), persona]).toReversed() as [string, NewPersona][]);
  const isFresh = (persona: NewPersona) =>
    isUsable(persona) && !taken.has(keyOf(persona)) && first.get(keyOf(persona)) === persona;
  const fresh = personas.filter(isFresh);
  const whyNot = (persona: NewPersona) => {
    if (!isUsable(persona)) return "no name or prompt";
    return taken.has(keyOf(persona)) ? "there already" : "twice in the file";
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Import from ${file}`}
      description={`${counted(personas.length, "persona")} in the file, ${fresh.length} of them new.`}
      actions={
        <Button
          kind="primary"
          disabled={fresh.length === 0 || add.isPending}
          onClick={() => add.mutate({ personas: fresh }, { onSuccess: onClose })}
        >
          Import {counted(fresh.length, "persona")}
        </Button>
      }
    >
      <ul aria-label="Personas in the file">
        {personas.map((persona, index) => (
          // A file may name the same twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} className="border-b border-hairline py-2">
            <div className="flex items-center gap-2">
              <span className="font-medium">{persona.name === "" ? "(without a name)" : persona.name}</span>
              <span className="text-muted">version {persona.version}</span>
              {!isFresh(persona) && <Chip tone="warning">{whyNot(persona)}</Chip>}
            </div>
            <p className="line-clamp-2 text-label text-muted">{persona.systemPrompt}</p>
          </li>
        ))}
      </ul>
      {add.error !== null && <ErrorNote error={add.error} />}
    </Dialog>
  );
}
