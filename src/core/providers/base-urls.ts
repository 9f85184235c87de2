import type { KeyProvider } from "../../shared/contract/keys.ts";
import { AppError } from "../../shared/errors.ts";

/** Where each provider is called. */
export type BaseUrls = Readonly<Record<KeyProvider, string>>;

const DEFAULTS: Record<KeyProvider, { variable: string; url: string }> = {
  openai: { variable: "OPENAI_BASE_URL", url: "https://api.openai.com/v1" },
  together: { variable: "TOGETHER_BASE_URL", url: "https://api.together.ai/v1" },
  anthropic: { variable: "ANTHROPIC_BASE_URL", url: "https://api.anthropic.com" },
  openrouter: { variable: "OPENROUTER_BASE_URL", url: "https://openrouter.ai/api/v1" },
};

/** The base URLs in force: the environment's, else the providers' own. A value that is no URL is `invalid_input`. */
export function baseUrlsOf(environment: Readonly<Record<string, string | undefined>>): BaseUrls {
  const urlOf = (provider: KeyProvider): string => {
    const { variable, url } = DEFAULTS[provider];
    const set = environment[variable]?.trim() ?? "";
    if (set === "") return url;
    if (URL.canParse(set) && /^https?:$/.test(new URL(set).protocol)) return set.replace(/\/+$/, "");
    throw new AppError("invalid_input", `${variable} is not the address of a server: ${set}`, {
      hint: `Write it like ${url}, or unset it.`,
    });
  };
  return {
    openai: urlOf("openai"),
    together: urlOf("together"),
    anthropic: urlOf("anthropic"),
    openrouter: urlOf("openrouter"),
  };
}
