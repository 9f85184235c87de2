import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { AppError } from "../../shared/errors.ts";
import type { LocalFile } from "./provider.ts";

/** The largest files take this long on a slow line, in milliseconds. */
export const UPLOAD_TIMEOUT_MS = 60 * 60_000;

/**
 * The file as an upload takes it: read while it is sent, under its bare name, since a local path is nobody else's business.
 * Throws `not_readable` where it cannot be opened and `conflict` where its size is no longer the one that was checked.
 */
export async function openForUpload({ path, bytes }: LocalFile): Promise<File> {
  let blob: Blob;
  try {
    blob = await openAsBlob(path);
  } catch {
    throw new AppError("not_readable", `${path} cannot be read.`, {
      hint: "Check that the file is still there and may be read.",
      detail: { status: null, effect: "none" },
    });
  }
  if (blob.size !== bytes) {
    throw new AppError(
      "conflict",
      `${path} has changed since it was checked: ${blob.size} bytes instead of ${bytes}.`,
      {
        hint: "Create the job again with the file as it is now.",
        detail: { status: null, effect: "none" },
      },
    );
  }
  return new File([blob], basename(path), { type: "application/jsonl" });
}
