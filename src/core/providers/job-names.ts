const CHARACTERS = 8;

/** The eight characters by which a job of ours is known at a provider: those after the prefix of its id. */
export function shortId(localId: string): string {
  return localId.slice(localId.indexOf("_") + 1, localId.indexOf("_") + 1 + CHARACTERS);
}
