import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { unwrap } from "../../../shared/client.ts";
import type { ConversationPage, ConversationSummary } from "../../../shared/contract/conversations.ts";
import { useBridge } from "../../bridge/bridge.tsx";
import type { Filter } from "./filter.ts";

const PAGE = 100;

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
  isFetching: boolean;
  refetch(): void;
}

/** The conversations of a source that a filter lets through, a page at a time. */
export function usePages(sourceId: string, { search, model, systemPromptName }: Filter): Pages {
  const client = useBridge();
  const queries = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const inputOf = (page: number) => ({
    source: { sourceId },
    ...(search === "" ? {} : { search }),
    model,
    systemPromptName,
    limit: PAGE,
    offset: page * PAGE,
  });
  const keyOf = (page: number) => ["conversations.list", inputOf(page)];
  const first = Math.floor(range.first / PAGE);
  const last = Math.floor(range.last / PAGE);
  // The first page also tells how many there are.
  const wanted = [...new Set([0, ...Array.from({ length: last - first + 1 }, (_, at) => first + at)])];
  const results = useQueries({
    queries: wanted.map((page) => ({
      queryKey: keyOf(page),
      queryFn: async () => unwrap(await client.call("conversations.list", inputOf(page))),
    })),
  });
  const pageOf = (page: number) => queries.getQueryData<ConversationPage>(keyOf(page));
  const onRange = useCallback((from: number, to: number) => setRange({ first: from, last: to }), []);
  const total = results[0]?.data?.total ?? null;
  return {
    total,
    row: (index) => pageOf(Math.floor(index / PAGE))?.conversations[index % PAGE],
    find(id) {
      for (let page = 0; page * PAGE < (total ?? 0); page++) {
        const at = pageOf(page)?.conversations.findIndex((one) => one.id === id) ?? -1;
        if (at >= 0) return page * PAGE + at;
      }
      return -1;
    },
    onRange,
    error: results.find((result) => result.error !== null)?.error ?? null,
    isFetching: results.some((result) => result.isFetching),
    refetch: () => void queries.invalidateQueries({ queryKey: ["conversations.list"] }),
  };
}
