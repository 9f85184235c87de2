import { z } from "zod";

/** A capability that answers within one call. */
export interface QueryRoute<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: "query";
  input: I;
  output: O;
}

/**
 * A capability that takes its time. The call answers `{operationId}` at once; progress and end arrive as
 * `operation` events, and the result waits at `operations.get`.
 */
export interface OperationRoute<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: "operation";
  input: I;
  output: O;
}

/** Declares a route that answers within the call. */
export function query<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): QueryRoute<I, O> {
  return { kind: "query", input, output };
}

/** Declares a route that starts an operation. */
export function operation<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): OperationRoute<I, O> {
  return { kind: "operation", input, output };
}

/** Which of a dataset's two files. */
export const fileRoleSchema = z.enum(["train", "validation"]);

/** A file to read: the command line names a path, a screen an id that its host made or a file of a dataset. */
export const sourceSchema = z.union([
  z.strictObject({ path: z.string().min(1) }),
  z.strictObject({ sourceId: z.string().min(1) }),
  z.strictObject({ datasetId: z.string().min(1), role: fileRoleSchema }),
]);
export type Source = z.infer<typeof sourceSchema>;

/** A moment of ours: UTC, ISO 8601 with Z. */
export const timeSchema = z.iso.datetime();

export const countSchema = z.int().min(0);

/** Names with how often each occurs, most frequent first. */
export const namedCountsSchema = z.array(z.strictObject({ name: z.string(), count: countSchema }));
