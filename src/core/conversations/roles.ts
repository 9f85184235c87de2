/** Roles that training data knows. Others are kept as they are and reported. */
const KNOWN: ReadonlySet<string> = new Set(["system", "user", "assistant", "tool", "function"]);

const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["human", "user"],
  ["prompter", "user"],
  ["customer", "user"],
  ["me", "user"],
  ["you", "user"],
  ["ai", "assistant"],
  ["bot", "assistant"],
  ["gpt", "assistant"],
  ["model", "assistant"],
  ["llm", "assistant"],
  ["chatbot", "assistant"],
  ["chatgpt", "assistant"],
  ["claude", "assistant"],
  ["agent", "assistant"],
  ["developer", "system"],
]);

/** The role that a file's own word stands for; an unknown word stays as it is, nothing becomes `unknown`. */
export function roleOf(word: string): string {
  if (KNOWN.has(word)) return word;
  const plain = word.trim().toLowerCase();
  if (plain === "") return "unknown";
  return KNOWN.has(plain) ? plain : (OTHER_NAMES.get(plain) ?? word);
}

/** True for a role that training data knows. */
export function isKnownRole(role: string): boolean {
  return KNOWN.has(role);
}
