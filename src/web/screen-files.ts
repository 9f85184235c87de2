import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { AppError } from "../shared/errors.ts";
import type { EventPosition } from "../shared/events.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};
const COMPRESSIBLE = /^(?:text\/|application\/json|image\/svg)/;
const SMALLEST_COMPRESSED = 1024;
/** The part of the page that says how it is to look before its scripts run. */
const ROOT_ELEMENT = '<html lang="en" data-theme="system">';

export type Theme = "light" | "dark" | "system";

/** A response's body with the headers that describe it. */
export interface ScreenFile {
  body: Buffer<ArrayBuffer>;
  headers: Record<string, string>;
}

/** The built screen. */
export interface ScreenFiles {
  /** A file by the path of its URL; null where there is none. */
  find(path: string, acceptEncoding: string | undefined): Promise<ScreenFile | null>;
  /** The page itself, with the theme of its first paint and the place from which it hears events. */
  page(theme: Theme, position: EventPosition): string;
}

/**
 * Reads the built screen into memory. What is served is what was in the folder at the start, by exact names: there is
 * no path that could lead out of it, and a build meanwhile does not mix two versions.
 */
export function readScreen(folder: string): ScreenFiles {
  const files = filesOf(folder);
  const html = files.get("/index.html")?.toString("utf8");
  if (html === undefined || !html.includes(ROOT_ELEMENT)) {
    throw new AppError("not_found", `The screen was not built: ${folder} holds no index.html of Tunewright.`, {
      hint: "`npm run build` builds it.",
    });
  }
  const compressed = new Map<string, Promise<Buffer<ArrayBuffer>>>();
  const encode = (path: string, encoding: Encoding, body: Buffer<ArrayBuffer>) => {
    const key = `${encoding} ${path}`;
    const known = compressed.get(key) ?? compress(encoding, body);
    compressed.set(key, known);
    return known;
  };
  return {
    async find(path, acceptEncoding) {
      const body = files.get(path);
      if (body === undefined) return null;
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      const headers: Record<string, string> = {
        "content-type": type,
        // The build puts a hash of its content into the name of each file below /assets/.
        "cache-control": path.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-store",
      };
      if (!COMPRESSIBLE.test(type) || body.length < SMALLEST_COMPRESSED) return { body, headers };
      headers["vary"] = "accept-encoding";
      const encoding = encodingOf(acceptEncoding);
      if (encoding === null) return { body, headers };
      return { body: await encode(path, encoding, body), headers: { ...headers, "content-encoding": encoding } };
    },
    page: (theme, { epoch, seq }) =>
      html.replace(ROOT_ELEMENT, `<html lang="en" data-theme="${theme}" data-events="${epoch}.${seq}">`),
  };
}

/** Every regular file below the folder by the path of its URL; links are left out, wherever they lead. */
function filesOf(folder: string): Map<string, Buffer<ArrayBuffer>> {
  try {
    const paths = [...regularFiles(folder)];
    return new Map(paths.map((path) => [urlPathOf(relative(folder, path)), readFileSync(path)]));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw error;
  }
}

/** Node's own recursion goes through links that lead to folders. */
function* regularFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* regularFiles(path);
    else if (entry.isFile()) yield path;
  }
}

function urlPathOf(path: string): string {
  return `/${path.split(sep).map(encodeURIComponent).join("/")}`;
}

type Encoding = "br" | "gzip";

function encodingOf(accepted: string | undefined): Encoding | null {
  const offers = (accepted ?? "").toLowerCase().split(",");
  const offered = new Set(
    offers.filter((one) => !/;\s*q=0(?:\.0*)?\s*$/.test(one)).map((one) => one.replace(/;.*/, "").trim()),
  );
  return (["br", "gzip"] as const).find((encoding) => offered.has(encoding)) ?? null;
}

async function compress(encoding: Encoding, body: Buffer): Promise<Buffer<ArrayBuffer>> {
  if (encoding === "gzip") return promisify(gzip)(body);
  return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
}
