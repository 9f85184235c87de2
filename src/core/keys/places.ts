import type { KeyPlace } from "../../shared/contract/keys.ts";

/** Which front door asks: `serve` counts as the command line. */
export type LookUpOrder = "command-line" | "desktop";

const ORDERS = {
  "command-line": ["environment", "working-directory-env", "keychain", "data-folder-env", "file"],
  desktop: ["keychain", "environment", "data-folder-env", "file"],
} as const satisfies Record<LookUpOrder, readonly KeyPlace[]>;

/** The places in which a key is looked for, the first that holds it wins. */
export function placesOf(order: LookUpOrder): readonly KeyPlace[] {
  return ORDERS[order];
}
