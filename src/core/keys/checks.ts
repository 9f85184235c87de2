import { keyNameSchema, keyValueSchema } from "../../shared/contract/keys.ts";
import { KEY_PLACE_WORDS } from "../../shared/key-places.ts";
import { AppError } from "../../shared/errors.ts";
import type { FoundKey } from "./found-key.ts";

/** The name of a key, or `invalid_input`. */
export function checkedName(name: string): string {
  const parsed = keyNameSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  // A key pasted in place of its name must not come back in the message.
  throw new AppError("invalid_input", "This is not the name of a key.", {
    hint: "A key is named by its provider (openai, together, anthropic, openrouter), or provider:name.",
  });
}

/** A key as it may be saved, without the space around it, or `invalid_input`. */
export function checkedValue(value: string): string {
  const parsed = keyValueSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues[0]?.message ?? "it is not a key";
  throw new AppError("invalid_input", `The key was not saved: ${why}.`, { hint: "Paste the key alone, as one line." });
}

/** What cannot stand in a header is refused here, since what refuses it later quotes the header. */
export function assertCanBeSent(key: FoundKey): void {
  if (/^[!-~]+$/.test(key.value)) return;
  throw new AppError(
    "invalid_input",
    `The key ${key.name} in the ${KEY_PLACE_WORDS[key.place]} holds characters that cannot be sent.`,
    {
      hint: "A key is one line without spaces. Correct it where it is kept.",
    },
  );
}
