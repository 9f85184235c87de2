import { useQueries } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { unwrap } from "../../../shared/client.ts";
import type { ConversationPage, ConversationSummary } from "../../../shared/contract/conversations.ts";
import { useBridge } from "../../bridge/bridge.tsx";
import { useFileState } from "../../bridge/file-state.ts";
import { answerKey } from "../../bridge/routes.ts";
import type { Filter } from "./filter.ts";
import { PAGE, pagesOf } from "./page-numbers.ts";
import { createTurns } from "./turns.ts";

/** While one scrolls, pages are asked for no more often than this. */
const SETTLE_MS = 100;

/** A long table of which only the pages in sight are asked for. */
export interface Pages {
  /** Null until the first page is there. */
  total: number | null;
  row(index: number): ConversationSummary | undefined;
  /** The place of a conversation among the pages that are there, or -1. */
  find(id: string): number;
  /** Says which rows are in sight. */
  onRange(first: number, last: number): void;
  error: Error | null;
  refetch(): void;
}

/** The rows in sight: told at once, and while one scrolls on, again no sooner than a moment later. */
function useSettledRange() {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const latest = useRef(range);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onRange = useCallback((first: number, last: number) => {
    latest.current = { first, last };
    if (timer.current !== undefined) return;
    setRange(latest.current);
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      setRange(latest.current);
    }, SETTLE_MS);
  }, []);
  return { range, onRange };
}

/** The conversations of a source that a filter lets through, a page at a time; those around `near` are there too. */
export function usePages(sourceId: string, filter: Filter, near: number | null): Pages {
  const client = useBridge();
  const state = useFileState(sourceId);
  const [turns] = useState(createTurns);
  const { range, onRange } = useSettledRange();
  const { search, model, systemPromptName } = filter;
  const wanted = pagesOf(range, near);
  const results = useQueries({
    queries: wanted.map((page) => {
      const input = {
        source: { sourceId },
        ...(search === "" ? {} : { search }),
        model,
        systemPromptName,
        limit: PAGE,
        offset: page * PAGE,
      };
      return {
        ...answerKey("conversations.list", input, state),
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          turns(async () => unwrap(await client.call("conversations.list", input)), signal),
        enabled: state !== null,
      };
    }),
  });
  const pages = new Map<number, ConversationPage | undefined>(wanted.map((page, at) => [page, results[at]?.data]));
  return {
    total: results[0]?.data?.total ?? null,
    row: (index) => pages.get(Math.floor(index / PAGE))?.conversations[index % PAGE],
    find(id) {
      for (const [page, loaded] of pages) {
        const at = loaded?.conversations.findIndex((one) => one.id === id) ?? -1;
        if (at >= 0) return page * PAGE + at;
      }
      return -1;
    },
    onRange,
    error: results.find((result) => result.error !== null)?.error ?? null,
    refetch() {
      for (const result of results) void result.refetch();
    },
  };
}
