import { Option } from "@commander-js/extra-typings";
import { keyNameSchema } from "../shared/contract/keys.ts";
import { AppError } from "../shared/errors.ts";

/** A key's name as it was typed; anything else is wrong usage. */
export function parseKeyName(given: string): string {
  const parsed = keyNameSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  // What was given may be a key pasted in the wrong place: it is not repeated.
  throw new AppError("usage", "That is not the name of a key.", {
    hint: "Keys are named openai, together, anthropic or openrouter, or with a name of your own like openai:paper.",
  });
}

/** `--key NAME`: which of several keys of a provider is used. */
export function keyOption() {
  return new Option("--key <name>", "the key to use, such as openai:paper (default: the provider's own)").argParser(
    parseKeyName,
  );
}
