import type { ProviderId } from "../../shared/contract/models.ts";
import type { KeyPlace } from "../../shared/contract/keys.ts";
import { AppError } from "../../shared/errors.ts";
import type { FoundKey } from "../keys/found-key.ts";
import type { KeyRecords, Keys } from "../keys/keys.ts";
import { originOf } from "../keys/origin.ts";
import type { Provider } from "./provider.ts";
import type { BaseUrls } from "./base-urls.ts";
import type { PracticeOptions } from "./practice/provider.ts";
import { createProvider } from "./registry.ts";

/** A provider that can be called, and where and as whom. */
export interface OpenProvider {
  provider: Provider;
  /** The origin that calls go to; `practice` for the provider that needs no network. */
  origin: string;
  /** Who the key belongs to, as far as it was tested. */
  account: string | null;
  /** The key that is used; null for the provider that needs none. */
  key: FoundKey | null;
}

/** Hears which key is used, in words without its value. */
export type KeyNotice = (text: string) => void;

/** Every provider there is, opened when it is needed. */
export interface Providers {
  /** With the provider's own key, or the one named, which must be for it. Throws `no_key`, or `forbidden` where the stored key belongs to another origin. */
  open(id: ProviderId, notice: KeyNotice, keyName?: string | null): Promise<OpenProvider>;
}

/** A key is sent to its own provider only; another is `invalid_input`. */
export function assertKeyOf(id: ProviderId, keyName: string | null): void {
  if (keyName === null || keyName === id || keyName.startsWith(`${id}:`)) return;
  throw new AppError("invalid_input", `The key ${keyName} is not one for ${id}.`, {
    hint:
      id === "practice" ? "The practice provider needs no key." : `Name ${id}, or one of yours such as ${id}:paper.`,
  });
}

/** Opens providers with the keys and base URLs of this process. */
export function createProviders(
  keys: Keys,
  baseUrls: BaseUrls,
  records: KeyRecords,
  practice: PracticeOptions,
): Providers {
  return {
    async open(id, notice, keyName = null) {
      assertKeyOf(id, keyName);
      if (id === "practice") {
        return { provider: await createProvider({ id, practice }), origin: "practice", account: null, key: null };
      }
      const baseUrl = baseUrls[id];
      const key = await keys.find(keyName ?? id, baseUrl);
      notice(`Using the key ${key.name} (…${key.lastFour}) from ${PLACES[key.place]}`);
      const provider = await createProvider({ id, access: { apiKey: key.value, baseUrl } });
      const record = records.read(key.name);
      const account = record?.lastFour === key.lastFour ? record.account : null;
      return { provider, origin: originOf(baseUrl), account, key };
    },
  };
}

const PLACES: Record<KeyPlace, string> = {
  environment: "the environment",
  "working-directory-env": "the working directory's .env",
  keychain: "the keychain",
  "data-folder-env": "the data folder's .env",
  file: "the data folder's key file",
};
