import type { IncomingMessage } from "node:http";
import type { CoreClient } from "../core/in-process-client.ts";
import type { RouteName } from "../shared/contract/index.ts";
import type { Envelope } from "../shared/envelope.ts";
import { AppError } from "../shared/errors.ts";
import { takeBody } from "./body.ts";
import type { BodyLimit } from "./limits.ts";

/** True for JSON and nothing else: the other types a form of another site can send without asking. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(?:;|$)/i.test(contentType ?? "");
}

/** Reads the input of a call and answers its envelope; throws BodyTooLarge. */
export async function answerCall(
  client: CoreClient,
  route: string,
  incoming: IncomingMessage,
  limit: BodyLimit,
): Promise<Envelope<unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of takeBody(incoming, limit)) chunks.push(chunk);
  try {
    const input: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    // Which routes there are, and what they take, is the router's to say.
    return await client.call(route as RouteName, input as never);
  } catch (error) {
    const isNested = error instanceof RangeError;
    if (!isNested && !(error instanceof SyntaxError)) throw error;
    const why = isNested ? "is nested too deeply" : "is not JSON";
    return { ok: false, error: new AppError("invalid_input", `The input of ${route} ${why}.`).toBody() };
  }
}
