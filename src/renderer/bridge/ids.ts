import { ID_BYTES, makeId } from "../../shared/ids.ts";

/** A fresh id with that prefix, for an operation or a reply that this screen starts. */
export function newId(prefix: string): string {
  return makeId(prefix, crypto.getRandomValues(new Uint8Array(ID_BYTES)));
}
