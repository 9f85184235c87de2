import { z } from "zod";
import type { Persona } from "../../../shared/contract/models.ts";

/** A persona that is being written, kept until it is saved; traits are separated by commas. */
export const personaDraftSchema = z.object({
  name: z.string(),
  version: z.string(),
  systemPrompt: z.string(),
  traits: z.string(),
});
export type PersonaDraft = z.infer<typeof personaDraftSchema>;

/** What a new persona begins with. */
export const EMPTY_PERSONA: PersonaDraft = { name: "", version: "1", systemPrompt: "", traits: "" };

/** The traits of a draft, each once. */
export function traitsOf({ traits }: PersonaDraft): string[] {
  const words = traits.split(",").map((trait) => trait.trim());
  return [...new Set(words.filter((trait) => trait !== ""))];
}

/** A version that a persona's name has not had: one above its highest number. */
export function nextVersion(name: string, known: readonly Pick<Persona, "name" | "version">[]): string {
  const numbers = known.filter((persona) => persona.name === name).map(({ version }) => Number.parseInt(version, 10));
  return String(Math.max(0, ...numbers.filter(Number.isFinite)) + 1);
}
