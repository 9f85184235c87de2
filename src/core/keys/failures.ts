import { join } from "node:path";
import type { KeychainState } from "../../shared/contract/keys.ts";
import { AppError } from "../../shared/errors.ts";
import type { FoundKey } from "./found-key.ts";
import { KeychainUnavailable } from "./keychain.ts";
import { variableOf } from "./names.ts";

/** No place holds this key. */
export function noKey(name: string, keychain: KeychainState): AppError {
  const asked = keychain.available ? "" : ` The keychain could not be asked: ${keychain.reason}.`;
  return new AppError("no_key", `There is no key ${name}.${asked}`, {
    hint: `Add it in Settings, or run: tunewright keys set ${name} (the key is read from standard input; --store file keeps it in a file of yours where there is no keychain), or set ${variableOf(name)} in the environment.`,
  });
}

/** The keychain refused to save a key; an error of another kind stays what it is. */
export function notSaved(name: string, error: unknown): unknown {
  if (!(error instanceof KeychainUnavailable)) return error;
  return new AppError("not_available", `The key was not saved: the keychain cannot be used (${error.message}).`, {
    hint: `Set ${variableOf(name)} in the environment, or let it be kept in a file that only you can read: tunewright keys set ${name} --store file`,
    cause: error,
  });
}

/** Neither keychain nor file holds this key. */
export function nothingToRemove(name: string, keychain: KeychainState): AppError {
  if (keychain.available)
    return new AppError("no_key", `There is no key ${name}.`, { hint: "The list of keys shows what there is." });
  return new AppError("not_available", `Nothing was removed: the keychain cannot be used (${keychain.reason}).`, {
    hint: "Unlock or start the keychain and try again. The key file holds no such key.",
  });
}

/** The key is kept where only a person changes things. */
export function notOurs(key: FoundKey, folders: { workingDirectory: string; dataFolder: string }): AppError {
  const variable = variableOf(key.name);
  const where = {
    environment: "the environment",
    "working-directory-env": join(folders.workingDirectory, ".env"),
    "data-folder-env": join(folders.dataFolder, ".env"),
    keychain: "the keychain",
    file: "the key file",
  }[key.place];
  return new AppError(
    "invalid_input",
    `The key ${key.name} stands in ${where} as ${variable}, which is not Tunewright's to change.`,
    {
      hint: `Remove ${variable} from ${where} by hand.`,
    },
  );
}
