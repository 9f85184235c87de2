import { type OpenedSource, openedSourceSchema } from "../../shared/contract/files.ts";
import { AppError, errorBodySchema } from "../../shared/errors.ts";
import { z } from "zod";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), data: openedSourceSchema }),
  z.object({ ok: z.literal(false), error: errorBodySchema }),
]);
const limitsSchema = z.object({ uploadBytes: z.number() });

/** How large an upload may be, in bytes. */
export async function uploadLimit(): Promise<number> {
  const response = await fetch("/api/limits");
  return limitsSchema.parse(await response.json()).uploadBytes;
}

interface UploadOptions {
  /** Hears how many bytes have gone out. */
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

/** Sends a file to the machine where Tunewright runs, which opens it. Failures are AppErrors. */
export function upload(file: File, { onProgress, signal }: UploadOptions): Promise<OpenedSource> {
  return new Promise((resolve, reject) => {
    // Of the two ways only this one tells how far an upload has come.
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal.addEventListener("abort", stop, { once: true });
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("abort", () => reject(new AppError("cancelled", "The upload was stopped.")));
    request.addEventListener("error", () =>
      reject(
        new AppError("no_network", `The upload of ${file.name} was cut off.`, {
          hint: "See whether the server still runs, and upload it again.",
        }),
      ),
    );
    request.addEventListener("loadend", () => signal.removeEventListener("abort", stop));
    request.addEventListener("load", () => {
      const answer = answerSchema.safeParse(parseOrNull(request.responseText));
      if (!answer.success) {
        reject(new AppError("internal", `The server did not take ${file.name} (${request.status}).`));
      } else if (answer.data.ok) resolve(answer.data.data);
      else reject(AppError.fromBody(answer.data.error));
    });
    request.open("POST", `/api/upload?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
