import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import type { QueryClient } from "@tanstack/react-query";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { BridgeProvider } from "../bridge/bridge.tsx";
import type { HttpClient } from "../bridge/http-client.ts";
import { SettingsProvider, type SettingsStore } from "../bridge/settings.tsx";
import { ToastProvider } from "../ui/toasts.tsx";
import { Frame } from "./frame.tsx";

interface AppProps {
  client: HttpClient;
  queries: QueryClient;
  settings: SettingsStore;
}

/** The screen with all that it needs around it. */
export function App({ client, queries, settings }: AppProps) {
  return (
    <CSPProvider disableStyleElements>
      <BridgeProvider client={client} queries={queries}>
        <SettingsProvider store={settings}>
          <Router hook={useHashLocation}>
            <Tooltip.Provider delay={400}>
              <ToastProvider>
                <Frame />
              </ToastProvider>
            </Tooltip.Provider>
          </Router>
        </SettingsProvider>
      </BridgeProvider>
    </CSPProvider>
  );
}
