import type { Environment } from "../core/environment.ts";

/** What shows whether somebody sits at a screen of this machine. */
export interface Seat {
  platform: NodeJS.Platform;
  environment: Environment;
  /** Whether standard output is a terminal. */
  isTerminal: boolean;
}

/** True where a browser that is opened here is seen by whoever started the server. */
export function shouldOpenBrowser({ platform, environment, isTerminal }: Seat): boolean {
  const has = (name: string) => (environment[name] ?? "") !== "";
  if (!isTerminal || has("CI") || has("SSH_CONNECTION") || has("SSH_TTY") || has("SSH_CLIENT")) return false;
  return platform === "darwin" || platform === "win32" || has("DISPLAY") || has("WAYLAND_DISPLAY");
}

/** Opens the address in the user's browser; false where there is none that can be started. */
export async function openBrowser(url: string): Promise<boolean> {
  try {
    const { default: open } = await import("open");
    const started = await open(url);
    started.on("error", () => undefined);
    return true;
  } catch {
    return false;
  }
}
