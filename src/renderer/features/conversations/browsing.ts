import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { z } from "zod";
import { useSetting } from "../../bridge/settings.tsx";
import { useDebounced } from "../../ui/use-debounced.ts";
import { type Filter, filterSchema, NO_FILTER } from "./filter.ts";
import { type Pages, usePages } from "./pages.ts";

/** Where the conversation that is read stands in the table. */
const placeSchema = z.object({ id: z.string(), index: z.int().nonnegative() }).nullable();

/** Going through the conversations of a source: what is let through, which one is read, and the way to its neighbours. */
export interface Browsing {
  filter: Filter;
  setFilter: (filter: Filter) => void;
  /** The filter as the table shows it, a moment after it was typed. */
  settled: Filter;
  pages: Pages;
  /** The row that is read, or -1 where it is not known. */
  selected: number;
  /** Where one has read last. */
  startAt: number;
  select: (index: number) => void;
  /** Reads the neighbour; null where there is none. */
  next: (() => void) | null;
  previous: (() => void) | null;
}

/** Follows the reading of a source; filter and place survive a reload. */
export function useBrowsing(sourceId: string, current: string | null): Browsing {
  const [, navigate] = useLocation();
  const [filter, setFilter] = useSetting(`layout.conversations.${sourceId}`, filterSchema, NO_FILTER);
  const [place, setPlace] = useSetting(`layout.conversations.${sourceId}.place`, placeSchema, null);
  const settled = useDebounced(filter, 200);
  const remembered = place !== null && place.id === current ? place.index : null;
  // A row far away is chosen before it is there: it is read as soon as it comes.
  const [wish, setWish] = useState<number | null>(null);
  const pages = usePages(sourceId, settled, wish ?? remembered);
  const total = pages.total ?? 0;
  const selected = wish ?? (current === null ? -1 : placeOf(pages, current, remembered));
  const read = (index: number, id: string) => {
    setWish(null);
    setPlace({ id, index });
    navigate(`/${sourceId}/${encodeURIComponent(id)}`, { replace: current !== null });
  };
  const select = (index: number) => {
    const row = pages.row(index);
    if (row === undefined) setWish(index);
    else read(index, row.id);
  };
  const wished = wish === null ? undefined : pages.row(wish)?.id;
  useEffect(() => {
    if (wish !== null && wished !== undefined) read(wish, wished);
    // oxlint-disable-next-line react/exhaustive-deps -- it is read when it comes, once
  }, [wish, wished]);
  return {
    filter,
    setFilter(next) {
      setWish(null);
      setPlace(null);
      setFilter(next);
    },
    settled,
    pages,
    selected,
    startAt: place?.index ?? 0,
    select,
    next: selected >= 0 && selected + 1 < total ? () => select(selected + 1) : null,
    previous: selected > 0 ? () => select(selected - 1) : null,
  };
}

/** The remembered place, unless another conversation stands there now. */
function placeOf(pages: Pages, id: string, remembered: number | null): number {
  const isThere = remembered !== null && remembered < (pages.total ?? 0);
  if (isThere && (pages.row(remembered)?.id ?? id) === id) return remembered;
  return pages.find(id);
}
