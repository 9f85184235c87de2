import type { IncomingMessage } from "node:http";

/** One part of a multipart body, as it was sent. */
export interface RecordedPart {
  name: string;
  filename: string | null;
  type: string | null;
  text: string;
}

/** One request as it arrived. */
export interface RecordedRequest {
  method: string;
  /** Path and query, without the provider's own beginning: `/v1/fine_tuning/jobs?limit=100`. */
  path: string;
  provider: "openai" | "together";
  headers: Record<string, string>;
  body: unknown;
  parts: RecordedPart[];
  /** The body's bytes as text. */
  raw: string;
}

/** Reads a request to its end. */
export async function recordRequest(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks).toString("utf8");
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const [, provider = "", path = ""] = /^\/(openai|together)(\/.*)$/.exec(request.url ?? "") ?? [];
  const boundary = /boundary="?([^";]+)/.exec(headers["content-type"] ?? "")?.[1];
  return {
    method: request.method ?? "GET",
    path,
    provider: provider === "together" ? "together" : "openai",
    headers,
    body: boundary === undefined ? parseJson(raw) : null,
    parts: boundary === undefined ? [] : parseParts(raw, boundary),
    raw,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? null : text;
  }
}

function parseParts(raw: string, boundary: string): RecordedPart[] {
  return raw
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf("\r\n\r\n");
      const head = part.slice(0, end);
      return {
        name: / name="([^"]*)"/.exec(head)?.[1] ?? "",
        filename: / filename="([^"]*)"/.exec(head)?.[1] ?? null,
        type: /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? null,
        text: part.slice(end + 4, -2),
      };
    });
}
