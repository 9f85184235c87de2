import { Segmented } from "../../ui/segmented.tsx";
import { type Theme, useTheme } from "../../ui/theme.tsx";
import { Page } from "./page.tsx";

/** How the screen looks. */
export function AppearancePage() {
  const [theme, setTheme] = useTheme();
  return (
    <Page title="Appearance">
      <h2 className="font-medium">Theme</h2>
      <p className="mt-1 mb-3 text-muted">“As the system” follows what your system or browser is set to.</p>
      <Segmented<Theme>
        label="Theme"
        value={theme}
        onChange={setTheme}
        choices={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
    </Page>
  );
}
