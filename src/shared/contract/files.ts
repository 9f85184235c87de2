import { z } from "zod";
import { countSchema, fileRoleSchema, query, sourceSchema, timeSchema } from "./route.ts";

/**
 * A file that was opened once and is offered again. `bytes` is null where the file is not there any more; `modifiedAt`
 * also tells what a database has written to the log beside it.
 */
export const openedSourceSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  openedAt: timeSchema,
  bytes: countSchema.nullable(),
  modifiedAt: timeSchema.nullable(),
});
export type OpenedSource = z.infer<typeof openedSourceSchema>;

/** One entry of a folder of the machine on which the core runs; only what its user may read is listed. */
export const folderEntrySchema = z.strictObject({
  name: z.string(),
  path: z.string(),
  kind: z.enum(["folder", "file"]),
  bytes: countSchema.nullable(),
  modifiedAt: timeSchema.nullable(),
});
export type FolderEntry = z.infer<typeof folderEntrySchema>;

/** Something that can leave the data folder, by download or written to a folder. */
export const artifactSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dataset-file"), datasetId: z.string(), role: fileRoleSchema }),
  z.strictObject({ kind: z.literal("job-metrics"), jobId: z.string() }).describe("the loss curve as CSV"),
  z.strictObject({ kind: z.literal("conversation"), source: sourceSchema, id: z.string() }).describe("one as JSON"),
]);
export type Artifact = z.infer<typeof artifactSchema>;

export const fileRoutes = {
  "files.browse": query(
    z.strictObject({ folder: z.string().min(1).nullable().default(null).describe("null is where one would start") }),
    z.strictObject({
      machine: z.string().describe("the name of the machine on which the core runs"),
      folder: z.string(),
      parent: z.string().nullable(),
      home: z.string(),
      entries: z.array(folderEntrySchema),
      isCut: z.boolean().describe("true where the folder has more entries than are listed"),
    }),
  ),
  "files.open": query(z.strictObject({ path: z.string().min(1) }), openedSourceSchema),
  "files.openSample": query(z.strictObject({}), openedSourceSchema),
  "files.openChats": query(z.strictObject({}), openedSourceSchema),
  "files.ticket": query(
    z.strictObject({
      artifact: artifactSchema,
      name: z.string().min(1).max(200).nullable().default(null).describe("what it is saved as; null is its own name"),
    }),
    z.strictObject({ ticket: z.string(), name: z.string(), bytes: countSchema }),
  ),
  "files.write": query(
    z.strictObject({
      artifact: artifactSchema,
      folder: z.string().min(1),
      name: z.string().min(1).max(200),
      replace: z.boolean().default(false),
    }),
    z.strictObject({ path: z.string(), bytes: countSchema }),
  ),
  "sources.list": query(z.strictObject({}), z.strictObject({ sources: z.array(openedSourceSchema) })),
  "sources.forget": query(z.strictObject({ id: z.string() }), z.strictObject({ id: z.string() })),
};
