/** Over 100 characters: an emoji is one, though it takes two units. */
const LONGER_THAN_A_NAME = /^.{101}/su;

/** The system prompt of a row, and the name it goes by. */
export interface NamedPrompt {
  systemPrompt: string | null;
  systemPromptName: string | null;
}

/**
 * Reads the two columns of a prompt. Renamed columns left whole prompts in the column for names: where there is no
 * prompt and the name is over 100 characters or of several lines, it is the prompt, and there is no name.
 */
export function readSystemPrompt(prompt: string | null, name: string | null): NamedPrompt {
  if (prompt !== null && prompt.trim() !== "") return { systemPrompt: prompt, systemPromptName: name };
  if (name !== null && readsAsPrompt(name)) return { systemPrompt: name, systemPromptName: null };
  return { systemPrompt: null, systemPromptName: name };
}

function readsAsPrompt(name: string): boolean {
  const text = name.trim();
  return /[\r\n]/.test(text) || LONGER_THAN_A_NAME.test(text);
}
