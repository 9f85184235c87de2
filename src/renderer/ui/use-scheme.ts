import { useCallback, useSyncExternalStore } from "react";

const DARK = "(prefers-color-scheme: dark)";

/** Which colours are shown, the person's choice or the system's; for what is drawn and cannot follow by itself. */
export function useScheme(): "light" | "dark" {
  const subscribe = useCallback((listener: () => void) => {
    const media = window.matchMedia(DARK);
    const observer = new MutationObserver(listener);
    media.addEventListener("change", listener);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      media.removeEventListener("change", listener);
      observer.disconnect();
    };
  }, []);
  return useSyncExternalStore(subscribe, () => {
    const { theme } = document.documentElement.dataset;
    if (theme === "light" || theme === "dark") return theme;
    return window.matchMedia(DARK).matches ? "dark" : "light";
  });
}
