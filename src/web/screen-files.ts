import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { AppError } from "../shared/errors.ts";

const compress = promisify(brotliCompress);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const COMPRESSIBLE = new Set([".html", ".js", ".css", ".svg"]);

/** One file of the screen, as it is sent. */
export interface ScreenFile {
  type: string;
  /** Whether its name holds a hash of its content, so that it never changes. */
  isFixed: boolean;
  plain: Buffer;
  /** The same, compressed with Brotli; null for what does not get smaller. */
  compressed(): Promise<Buffer> | null;
}

/** The screen's files by their addresses: what is not in the list cannot be asked for, whatever the path says. */
export type ScreenFiles = ReadonlyMap<string, ScreenFile>;

/** Reads the built screen. Links are not followed. Throws `not_found` where it was not built. */
export function readScreen(folder: string): ScreenFiles {
  const files = new Map<string, ScreenFile>();
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(`/${relative(folder, path).split(sep).join("/")}`, fileAt(path));
    }
  } catch (error) {
    throw notBuilt(folder, error);
  }
  if (!files.has("/index.html")) throw notBuilt(folder);
  return files;
}

function fileAt(path: string): ScreenFile {
  const extension = extname(path);
  const plain = readFileSync(path);
  let compressed: Promise<Buffer> | undefined;
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
  return {
    type: TYPES[extension] ?? "application/octet-stream",
    isFixed: /-[\w-]{8}\.\w+$/.test(path),
    plain,
    compressed: () => (COMPRESSIBLE.has(extension) ? (compressed ??= compress(plain, options)) : null),
  };
}

function notBuilt(folder: string, cause?: unknown): AppError {
  return new AppError("not_found", `The screen is not there: ${folder} holds no index.html.`, {
    hint: "Build it with `npm run build`.",
    cause,
  });
}
