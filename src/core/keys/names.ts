import { type KeyProvider, keyNameSchema, keyProviderSchema } from "../../shared/contract/keys.ts";

const VARIABLES = {
  openai: "OPENAI_API_KEY",
  together: "TOGETHER_API_KEY",
  anthropic: "ANTHROPIC_API_KEY",
  openrouter: "OPENROUTER_API_KEY",
} as const satisfies Record<KeyProvider, string>;

/** The provider of a key: what stands before the colon of its name. */
export function providerOf(name: string): KeyProvider {
  return keyProviderSchema.parse(name.split(":", 1)[0]);
}

/** The environment variable that may hold a key: `openai:my-paper` is OPENAI_API_KEY_MY_PAPER. */
export function variableOf(name: string): string {
  const own = name.split(":")[1];
  const variable = VARIABLES[providerOf(name)];
  return own === undefined ? variable : `${variable}_${own.replaceAll("-", "_").toUpperCase()}`;
}

/** The key that an environment variable holds, the inverse of `variableOf`; null for any other variable. */
export function nameOfVariable(variable: string): string | null {
  for (const provider of keyProviderSchema.options) {
    const prefix = VARIABLES[provider];
    if (variable === prefix) return provider;
    if (!variable.startsWith(`${prefix}_`)) continue;
    const own = variable.slice(prefix.length + 1);
    const name = `${provider}:${own.toLowerCase().replaceAll("_", "-")}`;
    return variable === variable.toUpperCase() && keyNameSchema.safeParse(name).success ? name : null;
  }
  return null;
}

/** The end of a key by which it is recognised: at most four characters, and never more than a third of it. */
export function lastFourOf(value: string): string {
  return value.slice(value.length - Math.min(4, Math.floor(value.length / 3)));
}
