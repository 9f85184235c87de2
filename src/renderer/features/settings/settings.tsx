import type { ComponentType } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { ListLink } from "../../ui/list-link.tsx";
import { Pane } from "../../ui/pane.tsx";
import { Split } from "../../ui/split.tsx";
import { useIsNarrow } from "../../ui/use-media.ts";
import { AboutPage } from "./about-page.tsx";
import { AppearancePage } from "./appearance-page.tsx";
import { KeysPage } from "./keys-page.tsx";
import { PersonasPage } from "./personas-page.tsx";
import { ShortcutsPage } from "./shortcuts-page.tsx";

const PAGES: readonly { path: string; title: string; about: string; page: ComponentType }[] = [
  { path: "/keys", title: "Keys", about: "Providers and their API keys", page: KeysPage },
  { path: "/personas", title: "Personas", about: "Named system prompts", page: PersonasPage },
  { path: "/appearance", title: "Appearance", about: "Light, dark, or as the system", page: AppearancePage },
  { path: "/shortcuts", title: "Shortcuts", about: "Every command and its keys", page: ShortcutsPage },
  { path: "/about", title: "About", about: "Version, data folder, log", page: AboutPage },
];

function PageList() {
  const [location] = useLocation();
  const isShown = (path: string) => location === path || location.startsWith(`${path}/`);
  return (
    <Pane title="Settings">
      <ul aria-label="Pages of the settings">
        {PAGES.map(({ path, title, about }) => (
          <ListLink key={path} href={path} isCurrent={isShown(path)}>
            <span className="block font-medium">{title}</span>
            <span className="block text-label text-muted">{about}</span>
          </ListLink>
        ))}
      </ul>
    </Pane>
  );
}

/** Keys, personas, appearance, shortcuts, and what this is. */
export default function Settings() {
  const [location] = useLocation();
  const isNarrow = useIsNarrow();
  return (
    <Split
      name="settings"
      listWidth={240}
      shows={location === "/" || location === "" ? "list" : "detail"}
      list={<PageList />}
      detail={
        <Switch>
          {PAGES.map(({ path, page: Page }) => (
            <Route key={path} path={`${path}/:act?`}>
              <Page />
            </Route>
          ))}
          <Route>{isNarrow ? null : <Redirect to="/keys" replace />}</Route>
        </Switch>
      }
    />
  );
}
