import { Suspense, useEffect, useRef } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { z } from "zod";
import type { CommandId } from "../../shared/commands.ts";
import { useSetting } from "../bridge/settings.tsx";
import { useCommand } from "../ui/commands.ts";
import { ExportDialog } from "../ui/files/export-dialog.tsx";
import { OpenFileDialog } from "../ui/files/open-file.tsx";
import { UploadDialog } from "../ui/files/upload-dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { RemovalsOnLeave } from "../ui/removal.tsx";
import { ThemeEffect } from "../ui/theme.tsx";
import { SectionAnnouncement, SkipLink, useFocusOnArrival } from "./arrival.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Palette } from "./palette.tsx";
import { Rail } from "./rail.tsx";
import { ScreenBoundary } from "./screen-boundary.tsx";
import { type Section, preloadSections, sectionOf, SECTIONS } from "./sections.tsx";
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
  const [, navigate] = useLocation();
  useCommand(section.command, () => navigate(lastAddress(section)));
  return null;
}

/** What a section makes can be asked for from everywhere; each address is where that section begins it. */
const BEGINNINGS = {
  "job.new": "/jobs/new",
  "dataset.new": "/training-data/new",
  "chat.new": "/chat/new",
  "key.new": "/settings/keys/new",
  "persona.new": "/settings/personas/new",
} as const satisfies Partial<Record<CommandId, string>>;

function BeginCommand({ id }: { id: keyof typeof BEGINNINGS }) {
  const [, navigate] = useLocation();
  useCommand(id, () => navigate(BEGINNINGS[id]));
  return null;
}

/** The whole window: the rail, the section, the status bar, and what floats above. */
export function Frame() {
  const [location] = useLocation();
  const { start, lastAddress } = useAddresses();
  const section = sectionOf(location);
  const main = useRef<HTMLElement>(null);
  useFocusOnArrival(section, main);
  useEffect(() => {
    document.title = section === undefined ? "Tunewright" : `${section.title} · Tunewright`;
  }, [section]);
  useEffect(() => {
    performance.mark("tunewright:interactive");
    preloadSections();
  }, []);
  return (
    <div className="flex h-full flex-col">
      <SkipLink target={main} />
      <ConnectionBanner />
      <div className="flex min-h-0 flex-1 max-[799px]:flex-col">
        <Rail lastAddress={lastAddress} />
        <main ref={main} tabIndex={-1} className="min-h-0 min-w-0 flex-1 outline-none">
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
      <SectionAnnouncement section={section} />
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
      {(Object.keys(BEGINNINGS) as (keyof typeof BEGINNINGS)[]).map((id) => (
        <BeginCommand key={id} id={id} />
      ))}
    </div>
  );
}
