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

/** A key that exists: never its value. `origin` is where it may be sent; null follows the configuration. */
export const keySchema = z.strictObject({
  name: keyNameSchema,
  provider: keyProviderSchema,
  place: keyPlaceSchema,
  lastFour: z.string(),
  origin: z.string().nullable(),
  account: z.string().nullable(),
  testedAt: timeSchema.nullable(),
});
export type Key = z.infer<typeof keySchema>;

export const keyRoutes = {
  "keys.list": query(
    z.strictObject({}),
    z.strictObject({
      keys: z.array(keySchema),
      keychain: z.strictObject({ available: z.boolean(), reason: z.string().nullable() }),
    }),
  ),
  "keys.set": query(
    z.strictObject({
      name: keyNameSchema,
      value: z.string().trim().min(8).max(1000),
      store: z.enum(["keychain", "file"]).default("keychain"),
    }),
    keySchema,
  ),
  "keys.remove": query(
    z.strictObject({ name: keyNameSchema }),
    z.strictObject({ name: keyNameSchema, removedFrom: z.array(keyPlaceSchema) }),
  ),
  "keys.test": operation(z.strictObject({ name: keyNameSchema }), z.strictObject({ key: keySchema, models: z.int() })),
};
