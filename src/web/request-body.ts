import type { IncomingMessage } from "node:http";
import { AppError } from "../shared/errors.ts";

/** The body as text; more than `limit` bytes, counted as they come, are `invalid_input`. */
export async function readText(incoming: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) {
      throw new AppError("invalid_input", `The request is longer than ${limit} bytes.`, {
        hint: "Send files by upload, and shorter texts.",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
