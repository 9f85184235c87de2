import { readFileSync, statSync } from "node:fs";
import { parse } from "dotenv";
import { AppError } from "../../shared/errors.ts";
import { messageOf, systemCode } from "../../shared/thrown.ts";

const LARGEST = 1_000_000;

/**
 * The variables of a `.env` file; none where there is no such file. Callers take the names of keys from it and
 * nothing else. What cannot be read is `not_readable`.
 */
export function readEnvFile(path: string): Record<string, string> {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    // A pipe would be waited for without end; a folder named .env is somebody's virtual environment.
    if (stats === undefined || !stats.isFile()) return {};
    if (stats.size > LARGEST) throw new Error(`it is larger than ${LARGEST} bytes`);
    return parse(readFileSync(path));
  } catch (error) {
    if (systemCode(error) === "ENOTDIR") return {};
    throw new AppError(
      "not_readable",
      `The file ${path}, which may hold a key, could not be read: ${messageOf(error)}.`,
      {
        hint: "Make it readable for you, or move it away.",
      },
    );
  }
}
