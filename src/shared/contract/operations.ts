import { z } from "zod";
import { errorBodySchema } from "../errors.ts";
import { countSchema, query } from "./route.ts";

/** How far an operation has come: `done` of `total` (null where unknown), counted in `unit`. */
export const progressSchema = z.strictObject({
  done: countSchema,
  total: countSchema.nullable(),
  unit: z.string(),
  note: z.string().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

export const operationStateSchema = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("running"), progress: progressSchema.nullable() }),
  z.strictObject({ state: z.literal("done"), result: z.json() }),
  z.strictObject({ state: z.literal("failed"), error: errorBodySchema }),
]);
export type OperationState = z.infer<typeof operationStateSchema>;

const operationId = z.strictObject({ operationId: z.string().min(1) });

export const operationRoutes = {
  "operations.get": query(operationId, operationStateSchema),
  "operations.cancel": query(operationId, z.strictObject({ cancelled: z.boolean() })),
};
