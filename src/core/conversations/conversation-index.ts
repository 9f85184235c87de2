import { type Facets, readFacets } from "./facets.ts";
import { findIds } from "./found-ids.ts";
import { findRuns, type MessageRuns } from "./message-runs.ts";
import type { OpenedSource } from "./open.ts";

/** Which conversations are wanted; a facet of null lets all through, and an empty one those that have none. */
export interface Filter {
  search: string | null;
  model: string | null;
  systemPromptName: string | null;
}

/**
 * What was found out about a file while it was read, so that the next page costs little. It is true of the file as it
 * was at the first reading, and is to be dropped when the file changes; it holds no handle.
 */
export class ConversationIndex {
  #runs: { found: MessageRuns | null } | null = null;
  #facets: Map<string, Facets> | null = null;
  #listing: { key: string; ids: readonly string[] } | null = null;

  /** True where it has been looked for where messages stand, whether that could be found or not. */
  get hasLooked(): boolean {
    return this.#runs !== null;
  }

  /** Where messages stand, if that has been found out and can be. */
  get knownRuns(): MessageRuns | null {
    return this.#runs?.found ?? null;
  }

  /** Where messages stand; null where the file has none, or no keys to find them by. */
  runs({ database, layout }: OpenedSource): MessageRuns | null {
    this.#runs ??= { found: layout.messages === null ? null : findRuns(database, layout.messages) };
    return this.#runs.found;
  }

  /** The ids of the wanted conversations, newest first. Those of the last filter are remembered. */
  ids(source: OpenedSource, filter: Filter): readonly string[] {
    const key = JSON.stringify(filter);
    if (this.#listing?.key !== key) this.#listing = { key, ids: this.#find(source, filter) };
    return this.#listing.ids;
  }

  #find(source: OpenedSource, { search, model, systemPromptName }: Filter): string[] {
    const ids = findIds(source.database, source.layout, search);
    if (model === null && systemPromptName === null) return ids;
    this.#facets ??= readFacets(source, this.runs(source));
    const facets = this.#facets;
    const isWanted = (wanted: string | null, has: string | null | undefined) =>
      wanted === null || wanted === (has ?? "");
    return ids.filter((id) => {
      const own = facets.get(id);
      return isWanted(model, own?.model) && isWanted(systemPromptName, own?.prompt);
    });
  }
}
