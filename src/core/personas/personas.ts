import type { Persona } from "../../shared/contract/models.ts";
import { AppError } from "../../shared/errors.ts";
import type { Handlers } from "../router.ts";
import type { Workspace } from "../workspace/workspace.ts";

interface PersonaRow {
  id: string;
  name: string;
  version: string;
  system_prompt_hash: string;
  traits_json: string;
  created_at: number;
}

/** How a persona is named in a conversation: `name (version)`. */
export function personaLabel(persona: Pick<Persona, "name" | "version">): string {
  return `${persona.name} (${persona.version})`;
}

/** Named system prompts, several versions of one name. */
export interface Personas {
  /** By id, by `name (version)`, or by name alone, which takes the newest version; throws `not_found`. */
  find(wanted: string): Persona;
  handlers: Pick<Handlers, "personas.list" | "personas.add" | "personas.remove">;
}

/** Keeps personas in the workspace. */
export function createPersonas(workspace: Workspace): Personas {
  const list = (): Persona[] =>
    workspace.read.all<PersonaRow>("SELECT * FROM personas ORDER BY name, created_at, rowid").map((row) => ({
      id: row.id,
      name: row.name,
      version: row.version,
      systemPrompt: workspace.readText(row.system_prompt_hash),
      traits: JSON.parse(row.traits_json) as string[],
      createdAt: new Date(row.created_at).toISOString(),
    }));

  const find = (wanted: string): Persona => {
    const personas = list();
    const found =
      personas.find((persona) => persona.id === wanted || personaLabel(persona) === wanted) ??
      personas.findLast((persona) => persona.name === wanted);
    if (found !== undefined) return found;
    const known = personas.map(personaLabel).join(", ");
    throw new AppError("not_found", `There is no persona ${JSON.stringify(wanted)}.`, {
      hint: known === "" ? "There are none yet: add one first." : `There are: ${known}.`,
    });
  };

  return {
    find,
    handlers: {
      "personas.list": () => ({ personas: list() }),
      "personas.add": ({ personas }) => {
        const rows = personas.map((persona) => ({
          id: workspace.newId("persona"),
          ...persona,
          hash: workspace.keepText(persona.systemPrompt),
        }));
        workspace.write((db) => {
          for (const row of rows) {
            const taken = db.get("SELECT 1 FROM personas WHERE name = ? AND version = ?", row.name, row.version);
            if (taken !== undefined) {
              throw new AppError("conflict", `There already is a persona ${personaLabel(row)}.`, {
                hint: "Give it another version, or remove the old one first.",
              });
            }
            db.run(
              `INSERT INTO personas (id, name, version, system_prompt_hash, traits_json, created_at)
               VALUES (?, ?, ?, ?, ?, ?)`,
              row.id,
              row.name,
              row.version,
              row.hash,
              JSON.stringify(row.traits),
              workspace.now(),
            );
          }
        });
        const added = new Set(rows.map((row) => row.id));
        return { personas: list().filter((persona) => added.has(persona.id)) };
      },
      "personas.remove": ({ persona }) => {
        const { id } = find(persona);
        workspace.write((db) => db.run("DELETE FROM personas WHERE id = ?", id));
        return { id };
      },
    },
  };
}
