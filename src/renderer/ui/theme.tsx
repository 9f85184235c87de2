import { useEffect } from "react";
import { z } from "zod";
import { useSetting } from "../bridge/settings.tsx";
import { useCommand } from "./commands.ts";

const themeSchema = z.enum(["system", "light", "dark"]);
export type Theme = z.infer<typeof themeSchema>;

/** The theme that was chosen, and how to choose another. The host sets it before the first paint. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return useSetting("appearance.theme", themeSchema, "system");
}

/** Shows the chosen theme and does its commands; to be mounted once. */
export function ThemeEffect() {
  const [theme, setTheme] = useTheme();
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  useCommand("theme.light", () => setTheme("light"));
  useCommand("theme.dark", () => setTheme("dark"));
  useCommand("theme.system", () => setTheme("system"));
  return null;
}
