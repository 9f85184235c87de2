import { randomBytes } from "node:crypto";
import { createWriteStream, linkSync, lstatSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError } from "../../shared/errors.ts";
import { asWriteFailure } from "../write-failure.ts";
import type { Delivery } from "./artifacts.ts";
import { assertBareName } from "./bare-name.ts";
import { statOf } from "./readable-file.ts";

export interface WriteOutRequest {
  /** Absolute. */
  folder: string;
  name: string;
  replace: boolean;
}

/**
 * Writes a delivery into a folder under a temporary name and gives it its own when it is whole. Returns its path.
 * Throws `invalid_input` for a name that is more than one, `conflict` where a file is there that may not be replaced,
 * `not_found`, `not_writable` and `disk_full`.
 */
export async function writeOut(delivery: Delivery, { folder, name, replace }: WriteOutRequest): Promise<string> {
  assertPlace(folder, name);
  const target = join(folder, name);
  const partial = join(folder, `.${randomBytes(6).toString("hex")}.partial`);
  try {
    if (!replace) assertFree(target);
    await pipeline(delivery.open(), createWriteStream(partial, { flags: "wx", flush: true }));
    publish(partial, target, replace);
    return target;
  } catch (error) {
    throw error instanceof AppError ? error : asWriteFailure(error, target);
  } finally {
    rmSync(partial, { force: true });
  }
}

function assertPlace(folder: string, name: string): void {
  assertBareName(name);
  if (statOf(folder)?.isDirectory() === true) return;
  throw new AppError("not_found", `${folder} is not a folder.`, { hint: "Choose a folder that is there." });
}

/** A link that leads nowhere is somebody's as well. */
function assertFree(target: string): void {
  if (lstatSync(target, { throwIfNoEntry: false }) === undefined) return;
  throw new AppError("conflict", `There already is a file ${target}.`, { hint: "Choose another name, or replace it." });
}

/** A link fails where the name was taken meanwhile, which a rename would not notice. */
function publish(partial: string, target: string, replace: boolean): void {
  if (replace) return renameSync(partial, target);
  try {
    return linkSync(partial, target);
  } catch {
    // Some file systems know no links: there it is looked once more at the last moment.
    assertFree(target);
    return renameSync(partial, target);
  }
}
