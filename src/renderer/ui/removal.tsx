import { create } from "zustand";
import { useEffect } from "react";
import { useToasts } from "./toasts.tsx";

interface Removals {
  /** Ids that are to be removed, and are not shown meanwhile. */
  ids: ReadonlyMap<string, () => Promise<unknown>>;
  add(id: string, commit: () => Promise<unknown>): void;
  take(id: string): (() => Promise<unknown>) | undefined;
}

const useRemovals = create<Removals>()((set, get) => ({
  ids: new Map(),
  add: (id, commit) => set(({ ids }) => ({ ids: new Map(ids).set(id, commit) })),
  take(id) {
    const commit = get().ids.get(id);
    set(({ ids }) => ({ ids: new Map([...ids].filter(([other]) => other !== id)) }));
    return commit;
  },
}));

const UNDO_MS = 6_000;

/**
 * Removing with a way back: what is removed disappears at once and is really removed when the message with its Undo
 * goes, or when the page does. `isRemoved` says what not to show meanwhile.
 */
export function useRemoval() {
  const { say, fail } = useToasts();
  const { ids, add, take } = useRemovals();
  const commit = (id: string) => {
    const work = take(id);
    if (work !== undefined) work().catch(fail);
  };
  return {
    isRemoved: (id: string) => ids.has(id),
    remove(id: string, text: string, work: () => Promise<unknown>) {
      add(id, work);
      say(text, { action: { label: "Undo", act: () => void take(id) }, onGone: () => commit(id), timeoutMs: UNDO_MS });
    },
  };
}

/** Removes what waits when the page goes; to be mounted once. */
export function RemovalsOnLeave() {
  useEffect(() => {
    const leave = () => {
      for (const id of useRemovals.getState().ids.keys()) void useRemovals.getState().take(id)?.();
    };
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, []);
  return null;
}
