import type { KeyPlace } from "./contract/keys.ts";

/** Where a key is kept, in words that follow “the”. */
export const KEY_PLACE_WORDS: Readonly<Record<KeyPlace, string>> = {
  environment: "environment",
  "working-directory-env": ".env of the working directory",
  keychain: "system keychain",
  "data-folder-env": ".env of the data folder",
  file: "private key file",
};
