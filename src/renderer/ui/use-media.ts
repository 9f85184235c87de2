import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query holds, now and at every change. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** Whether list and detail have no room side by side. */
export function useIsNarrow(): boolean {
  return useMedia("(max-width: 799px)");
}
