import { useQueryClient } from "@tanstack/react-query";
import { useFileState } from "../../bridge/file-state.ts";
import { useOperationRoute, useRoute } from "../../bridge/routes.ts";

/** What a source holds, counted once and kept. Counting a large file takes a while: `progress` says how far it is. */
export function useInspection(sourceId: string, isWanted = true) {
  const holdsFor = useFileState(sourceId);
  return useOperationRoute("conversations.inspect", { source: { sourceId } }, { enabled: isWanted, holdsFor });
}

/** One conversation, whole. */
export function useConversation(sourceId: string, id: string) {
  const holdsFor = useFileState(sourceId);
  return useRoute("conversations.show", { source: { sourceId }, id }, { holdsFor });
}

/** A function that reads a file anew: what it is now, its counts, and what is shown of it. */
export function useReadAgain(sourceId: string): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ["sources.list"] });
    for (const route of ["conversations.inspect", "conversations.list", "conversations.show"]) {
      void queries.invalidateQueries({ queryKey: [route, { source: { sourceId } }] });
    }
  };
}
