import { useOperationRoute } from "../../bridge/routes.ts";

/** What a source holds, counted once and kept. Counting a large file takes a while: `progress` says how far it is. */
export function useInspection(sourceId: string, isWanted = true) {
  return useOperationRoute("conversations.inspect", { source: { sourceId } }, { enabled: isWanted });
}
