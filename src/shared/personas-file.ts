import { z } from "zod";

/** The file in which the system that Tunewright replaces kept its personas, `system_prompts.json`. */
const personasFileSchema = z.object({
  personas: z.array(
    z.object({
      name: z.string(),
      version: z.coerce.string().default("1"),
      system_prompt: z.string(),
      traits: z.array(z.string()).default([]),
    }),
  ),
});

/** A persona as it is added. */
export interface NewPersona {
  name: string;
  version: string;
  systemPrompt: string;
  traits: string[];
}

/** What such a file should look like, for those whose file does not. */
export const PERSONAS_FILE_FORM = '{"personas":[{"name","version","system_prompt","traits"}]}';

/** The personas of such a file's text; null where it is not one. */
export function parsePersonasFile(text: string): NewPersona[] | null {
  try {
    const { personas } = personasFileSchema.parse(JSON.parse(text));
    return personas.map(({ system_prompt: systemPrompt, ...persona }) => ({ ...persona, systemPrompt }));
  } catch {
    return null;
  }
}
