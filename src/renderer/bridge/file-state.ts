import type { OpenedSource } from "../../shared/contract/files.ts";
import { useRoute } from "./routes.ts";

/** The state of a file on disk: answers about it hold until this changes. */
export function fileStateOf({ bytes, modifiedAt }: Pick<OpenedSource, "bytes" | "modifiedAt">): string {
  return `${bytes ?? "gone"} ${modifiedAt ?? ""}`;
}

/** The state of an opened file; null until it is known. One that was taken off the list can still be read. */
export function useFileState(sourceId: string): string | null {
  const { data, isPending } = useRoute("sources.list", {});
  const source = data?.sources.find((one) => one.id === sourceId);
  if (source !== undefined) return fileStateOf(source);
  return isPending ? null : "not listed";
}
