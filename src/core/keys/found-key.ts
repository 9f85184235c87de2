import type { KeyPlace, KeyProvider } from "../../shared/contract/keys.ts";

/** A key with its value: for the adapter that sends it, and for nothing that is written or shown. */
export interface FoundKey {
  name: string;
  provider: KeyProvider;
  place: KeyPlace;
  lastFour: string;
  /** Where it may be sent; null, for keys that are not stored by us, follows the configuration. */
  origin: string | null;
  value: string;
}
