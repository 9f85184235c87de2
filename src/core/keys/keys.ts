import { realpathSync } from "node:fs";
import { join } from "node:path";
import {
  type Key,
  type KeychainState,
  type KeyPlace,
  keyNameSchema,
  keyProviderSchema,
} from "../../shared/contract/keys.ts";
import type { Environment } from "../environment.ts";
import { readEnvFile } from "./env-file.ts";
import { openKeyFile } from "./key-file.ts";
import { type Keychain, KeychainUnavailable } from "./keychain.ts";
import { assertCanBeSent, checkedName, checkedValue } from "./checks.ts";
import { noKey, notOurs, notSaved, nothingToRemove } from "./failures.ts";
import type { FoundKey } from "./found-key.ts";
import { lastFourOf, nameOfVariable, providerOf, variableOf } from "./names.ts";
import { assertMayGoTo, originOf } from "./origin.ts";
import { type LookUpOrder, placesOf } from "./places.ts";
import type { Redactor } from "./redactor.ts";

/** What a test found out about a key; `lastFour` tells whether it is still the same key. Times are ISO with Z. */
export interface KeyRecord {
  account: string | null;
  testedAt: string;
  lastFour: string;
}

/** Where the results of tests are kept. */
export interface KeyRecords {
  read(name: string): KeyRecord | null;
  write(name: string, record: KeyRecord): void;
}

export interface KeysOptions {
  environment: Environment;
  workingDirectory: string;
  dataFolder: string;
  order: LookUpOrder;
  keychain: Keychain;
  records: KeyRecords;
  /** Learns every key that is read, so that none gets into a log or an error. */
  redactor: Redactor;
  /** Hears what a person should know although nothing failed. */
  warn: (message: string) => void;
}

/** The keys of this machine. Base URLs are those in force: a stored key goes only to the origin it was saved for. */
export interface Keys {
  /** The key in force; throws `no_key`, or `forbidden` where it was saved for another origin than `baseUrl`. */
  find(name: string, baseUrl: string): Promise<FoundKey>;
  /** Every key in every place, by name, the one in force first. */
  list(): Promise<{ keys: Key[]; keychain: KeychainState }>;
  /** Saves a key for the origin of `baseUrl`; throws `not_available` where there is no keychain. */
  set(request: { name: string; value: string; store: "keychain" | "file"; baseUrl: string }): Promise<Key>;
  /** Removes a key from keychain and file; the environment is not ours, and only there is `invalid_input`. */
  remove(name: string): Promise<{ name: string; removedFrom: KeyPlace[]; keychain: KeychainState }>;
  /** Keeps what a test said about the key that was used. */
  recordTest(found: FoundKey, account: string | null, testedAt: Date): void;
}

type Holding = Omit<FoundKey, "provider" | "lastFour">;

const AVAILABLE: KeychainState = { available: true, reason: null };

/** Keys over the given places; reads nothing but the environment until it is asked. */
export function createKeys(options: KeysOptions): Keys {
  const { environment, dataFolder, workingDirectory, keychain, records, redactor } = options;
  const file = openKeyFile(join(dataFolder, "keys.json"), options.warn);
  const sameFolder = isSameFolder(workingDirectory, dataFolder);
  const places = placesOf(options.order);

  const variablesIn = {
    environment: () => environment,
    "working-directory-env": () => readEnvFile(join(workingDirectory, ".env")),
    // One file is not two places.
    "data-folder-env": () =>
      sameFolder && places.includes("working-directory-env") ? {} : readEnvFile(join(dataFolder, ".env")),
  };

  async function holdingsIn(place: KeyPlace): Promise<Holding[]> {
    switch (place) {
      case "keychain":
        return (await keychain.list())
          .filter(({ name }) => keyNameSchema.safeParse(name).success)
          .map(({ name, stored }) => ({ name, place, value: stored.key, origin: stored.origin }));
      case "file":
        return [...file.read()]
          .filter(([name]) => keyNameSchema.safeParse(name).success)
          .map(([name, stored]) => ({ name, place, value: stored.key, origin: stored.origin }));
      default:
        return Object.entries(variablesIn[place]()).flatMap(([variable, text]) => {
          const name = nameOfVariable(variable);
          const value = text?.trim() ?? "";
          return name === null || value === "" ? [] : [{ name, place, value, origin: null }];
        });
    }
  }

  async function holdingOf(name: string, place: KeyPlace): Promise<Holding | null> {
    if (place !== "keychain") return (await holdingsIn(place)).find((holding) => holding.name === name) ?? null;
    const stored = await keychain.read(name);
    return stored === null ? null : { name, place, value: stored.key, origin: stored.origin };
  }

  function found(holding: Holding): FoundKey {
    redactor.add(holding.value);
    return { ...holding, provider: providerOf(holding.name), lastFour: lastFourOf(holding.value) };
  }

  /** The key in force, and why the keychain could not be asked where that is so. */
  async function lookUp(name: string): Promise<{ key: FoundKey | null; keychain: KeychainState }> {
    let state = AVAILABLE;
    for (const place of places) {
      try {
        const holding = await holdingOf(name, place);
        if (holding !== null) return { key: found(holding), keychain: state };
      } catch (error) {
        state = unavailable(error);
      }
    }
    return { key: null, keychain: state };
  }

  function describe(key: FoundKey, inForce: boolean): Key {
    const { value: _, ...shown } = key;
    const record = records.read(key.name);
    const tested = record?.lastFour === key.lastFour ? record : null;
    return { ...shown, inForce, account: tested?.account ?? null, testedAt: tested?.testedAt ?? null };
  }

  async function removeFromKeychain(name: string): Promise<{ removed: boolean; keychain: KeychainState }> {
    try {
      return { removed: await keychain.remove(name), keychain: AVAILABLE };
    } catch (error) {
      return { removed: false, keychain: unavailable(error) };
    }
  }

  function removeFromFile(name: string): boolean {
    const stored = file.read();
    if (!stored.delete(name)) return false;
    file.write(stored);
    return true;
  }

  for (const [variable, text] of Object.entries(environment)) {
    if (text !== undefined && nameOfVariable(variable) !== null) redactor.add(text.trim());
  }

  return {
    async find(name, baseUrl) {
      const origin = originOf(baseUrl);
      const { key, keychain: state } = await lookUp(checkedName(name));
      if (key === null) throw noKey(name, state);
      assertMayGoTo(key, origin, variableOf(name));
      assertCanBeSent(key);
      return key;
    },

    async list() {
      let state = AVAILABLE;
      const keys: FoundKey[] = [];
      for (const place of places) {
        try {
          keys.push(...(await holdingsIn(place)).map(found));
        } catch (error) {
          state = unavailable(error);
        }
      }
      const names = [...new Set(keys.map((key) => key.name))].toSorted(byProvider);
      const described = names.flatMap((name) =>
        keys.filter((key) => key.name === name).map((key, index) => describe(key, index === 0)),
      );
      return { keys: described, keychain: state };
    },

    async set({ name, value, store, baseUrl }) {
      const origin = originOf(baseUrl);
      redactor.add(value.trim());
      const stored = { key: checkedValue(value), origin };
      if (store === "file") file.write(file.read().set(checkedName(name), stored));
      else
        await keychain
          .write(checkedName(name), stored)
          .catch((error: unknown) => Promise.reject(notSaved(name, error)));
      const key = found({ name, place: store, value: stored.key, origin });
      const { key: inForce } = await lookUp(name);
      return describe(key, inForce?.place === store);
    },

    async remove(name) {
      const { removed, keychain: state } = await removeFromKeychain(checkedName(name));
      const removedFrom: KeyPlace[] = removed ? ["keychain"] : [];
      if (removeFromFile(name)) removedFrom.push("file");
      if (removedFrom.length > 0) return { name, removedFrom, keychain: state };
      const { key } = await lookUp(name);
      throw key === null ? nothingToRemove(name, state) : notOurs(key, { workingDirectory, dataFolder });
    },

    recordTest(key, account, testedAt) {
      records.write(key.name, { account, testedAt: testedAt.toISOString(), lastFour: key.lastFour });
    },
  };
}

/** The state that an error of the keychain describes; any other error is thrown on. */
function unavailable(error: unknown): KeychainState {
  if (error instanceof KeychainUnavailable) return { available: false, reason: error.message };
  throw error;
}

function byProvider(a: string, b: string): number {
  const providers = keyProviderSchema.options;
  return providers.indexOf(providerOf(a)) - providers.indexOf(providerOf(b)) || (a < b ? -1 : 1);
}

function isSameFolder(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
