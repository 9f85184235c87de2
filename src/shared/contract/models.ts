import { z } from "zod";
import { keyNameSchema } from "./keys.ts";
import { countSchema, operation, query, timeSchema } from "./route.ts";

/** Every provider there is an adapter for. */
export const providerIdSchema = z.enum(["openai", "together", "practice"]);
export type ProviderId = z.infer<typeof providerIdSchema>;

export const modelSchema = z.strictObject({
  id: z.string(),
  provider: providerIdSchema,
  tuned: z.boolean(),
  shutdownDate: z.iso.date().nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** How many tokens a reply took; null where the provider did not say. */
export const usageSchema = z.strictObject({
  inputTokens: countSchema.nullable(),
  outputTokens: countSchema.nullable(),
});
export type Usage = z.infer<typeof usageSchema>;

export const modelRoutes = {
  "models.list": operation(
    z.strictObject({
      provider: providerIdSchema.nullable().default(null),
      tuned: z.boolean().default(false),
      key: keyNameSchema.nullable().default(null).describe("only with a provider"),
    }),
    z.strictObject({
      models: z.array(modelSchema),
      unavailable: z.array(z.strictObject({ provider: providerIdSchema, reason: z.string() })),
    }),
  ),
};

export const personaSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  systemPrompt: z.string(),
  traits: z.array(z.string()),
  createdAt: timeSchema,
});
export type Persona = z.infer<typeof personaSchema>;

export const personaRoutes = {
  "personas.list": query(z.strictObject({}), z.strictObject({ personas: z.array(personaSchema) })),
  "personas.add": query(
    z.strictObject({
      personas: z
        .array(
          z.strictObject({
            name: z.string().trim().min(1).max(200),
            version: z.string().trim().min(1).max(100).default("1"),
            systemPrompt: z.string().min(1),
            traits: z.array(z.string()).default([]),
          }),
        )
        .min(1),
    }),
    z.strictObject({ personas: z.array(personaSchema) }),
  ),
  "personas.remove": query(z.strictObject({ persona: z.string().min(1) }), z.strictObject({ id: z.string() })),
};
