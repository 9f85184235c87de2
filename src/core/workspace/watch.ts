import type { Workspace } from "./workspace.ts";

const INTERVAL_MS = 1000;

/**
 * Tells within about a second when another process has written to the workspace; the returned function ends that.
 * It does not keep the process alive.
 */
export function watchWorkspace(workspace: Workspace, changed: () => void): () => void {
  let seen = workspace.dataVersion();
  const look = () => {
    const now = workspace.dataVersion();
    if (now !== seen) changed();
    seen = now;
  };
  const timer = setInterval(look, INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
