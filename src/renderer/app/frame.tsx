import { Suspense, useEffect } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { z } from "zod";
import { useSetting } from "../bridge/settings.tsx";
import { useCommand } from "../ui/commands.ts";
import { ExportDialog } from "../ui/files/export-dialog.tsx";
import { OpenFileDialog } from "../ui/files/open-file.tsx";
import { UploadDialog } from "../ui/files/upload-dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { RemovalsOnLeave } from "../ui/removal.tsx";
import { ThemeEffect } from "../ui/theme.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Palette } from "./palette.tsx";
import { Rail } from "./rail.tsx";
import { ScreenBoundary } from "./screen-boundary.tsx";
import { type Section, sectionOf, SECTIONS } from "./sections.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { StatusBar } from "./status-bar.tsx";

const addressesSchema = z.object({ current: z.string().nullable(), of: z.record(z.string(), z.string()) });

/** Where each section was left, and which was shown last: both come back after a reload. */
function useAddresses() {
  const [location] = useLocation();
  const [addresses, setAddresses] = useSetting("layout.addresses", addressesSchema, { current: null, of: {} });
  const section = sectionOf(location);
  useEffect(() => {
    if (section === undefined || addresses.current === location) return;
    setAddresses({ current: location, of: { ...addresses.of, [section.path]: location } });
  }, [section, location, addresses, setAddresses]);
  return {
    start: addresses.current !== null && sectionOf(addresses.current) ? addresses.current : "/conversations",
    // The section that is shown goes back to its own beginning.
    lastAddress: (other: Section) => (other === section ? other.path : (addresses.of[other.path] ?? other.path)),
  };
}

function GoCommand({ section, lastAddress }: { section: Section; lastAddress: (section: Section) => string }) {
  const [location, navigate] = useLocation();
  const isCurrent = sectionOf(location) === section;
  useCommand(section.command, () => !isCurrent && navigate(lastAddress(section)));
  return null;
}

/** The whole window: the rail, the section, the status bar, and what floats above. */
export function Frame() {
  const [location] = useLocation();
  const { start, lastAddress } = useAddresses();
  const section = sectionOf(location);
  useEffect(() => {
    document.title = section === undefined ? "Tunewright" : `${section.title} · Tunewright`;
  }, [section]);
  useEffect(() => {
    performance.mark("tunewright:interactive");
  }, []);
  return (
    <div className="flex h-full flex-col">
      <ConnectionBanner />
      <div className="flex min-h-0 flex-1 max-[799px]:flex-col">
        <Rail lastAddress={lastAddress} />
        <main className="min-h-0 min-w-0 flex-1">
          <ScreenBoundary key={section?.path ?? ""}>
            <Suspense fallback={<Loading what={section?.title ?? "the screen"} />}>
              <Switch>
                {SECTIONS.map(({ path, screen: Screen }) => (
                  <Route key={path} path={path} nest>
                    <Screen />
                  </Route>
                ))}
                <Route>
                  <Redirect to={start} replace />
                </Route>
              </Switch>
            </Suspense>
          </ScreenBoundary>
        </main>
      </div>
      <StatusBar />
      <Palette />
      <OpenFileDialog />
      <UploadDialog />
      <ExportDialog />
      <Shortcuts />
      <ThemeEffect />
      <RemovalsOnLeave />
      {SECTIONS.map((one) => (
        <GoCommand key={one.path} section={one} lastAddress={lastAddress} />
      ))}
    </div>
  );
}
