import { z } from "zod";
import { operation, query, timeSchema } from "./route.ts";

export const keyProviderSchema = z.enum(["openai", "together", "anthropic", "openrouter"]);
export type KeyProvider = z.infer<typeof keyProviderSchema>;

/** `openai`, or with a name of one's own `openai:paper`. */
export const keyNameSchema = z.string().regex(/^(openai|together|anthropic|openrouter)(:[a-z0-9][a-z0-9-]{0,31})?$/, {
  error: "a key is named by its provider (openai, together, anthropic, openrouter), or provider:name",
});

/** Where a key was found. */
export const keyPlaceSchema = z.enum(["environment", "working-directory-env", "keychain", "data-folder-env", "file"]);
export type KeyPlace = z.infer<typeof keyPlaceSchema>;

/**
 * A key that exists: never its value. `origin` is where it may be sent, null follows the configuration; `inForce` is
 * false for a key that another place, asked earlier, hides. `account` and `testedAt` come from its last test.
 */
export const keySchema = z.strictObject({
  name: keyNameSchema,
  provider: keyProviderSchema,
  place: keyPlaceSchema,
  lastFour: z.string(),
  origin: z.string().nullable(),
  inForce: z.boolean(),
  account: z.string().nullable(),
  testedAt: timeSchema.nullable(),
});
export type Key = z.infer<typeof keySchema>;

/** Whether the system's keychain can be used, and if not, why. */
export const keychainStateSchema = z.strictObject({ available: z.boolean(), reason: z.string().nullable() });
export type KeychainState = z.infer<typeof keychainStateSchema>;

/** A key as a person pastes it. Other characters cannot be sent, and what refuses them later would quote the key. */
export const keyValueSchema = z
  .string()
  .trim()
  .min(8, { error: "a key has at least 8 characters" })
  .max(1000, { error: "a key has at most 1,000 characters" })
  .regex(/^[!-~]*$/, { error: "a key holds no spaces, line breaks or letters beyond ASCII" });

export const keyRoutes = {
  "keys.list": query(
    z.strictObject({}),
    z.strictObject({
      keys: z.array(keySchema),
      keychain: keychainStateSchema,
    }),
  ),
  "keys.set": query(
    z.strictObject({
      name: keyNameSchema,
      value: keyValueSchema,
      store: z.enum(["keychain", "file"]).default("keychain"),
    }),
    keySchema,
  ),
  "keys.remove": query(
    z.strictObject({ name: keyNameSchema }),
    z.strictObject({ name: keyNameSchema, removedFrom: z.array(keyPlaceSchema), keychain: keychainStateSchema }),
  ),
  "keys.test": operation(z.strictObject({ name: keyNameSchema }), z.strictObject({ key: keySchema, models: z.int() })),
};
