import { AppError } from "../../shared/errors.ts";
import type { FoundKey } from "./found-key.ts";

/** The origin of a provider's base URL, such as `https://api.openai.com`; other text is `invalid_input`. */
export function originOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url.origin;
  // The text is not repeated: an address may hold a password.
  throw new AppError("invalid_input", "The provider's base URL is not an http or https address.", {
    hint: "Correct the provider's *_BASE_URL in the environment, for example https://api.openai.com/v1.",
  });
}

/** Throws `forbidden`, naming both origins, where a stored key was saved for another origin. */
export function assertMayGoTo(key: Pick<FoundKey, "name" | "origin">, origin: string, variable: string): void {
  if (key.origin === null || key.origin === origin) return;
  throw new AppError(
    "forbidden",
    `The stored key ${key.name} was saved for ${key.origin} and is not sent to ${origin}, which the configured base URL names.`,
    {
      hint: `If ${origin} is right, save a key for it with: tunewright keys set ${key.name} (or set ${variable} in the environment). If not, correct the base URL.`,
      detail: { savedFor: key.origin, askedFor: origin },
    },
  );
}
