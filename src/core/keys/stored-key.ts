import { z } from "zod";

/** A key as the keychain and the file keep it: with the origin it was saved for. */
export const storedKeySchema = z.object({ key: z.string().min(1), origin: z.string().min(1) });
export type StoredKey = z.infer<typeof storedKeySchema>;

/**
 * The value of JSON text, or undefined where it is none.
 * JSON.parse quotes its input in the error, and here the input is a secret.
 */
export function parseSecretJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
