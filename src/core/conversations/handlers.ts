import type { Handlers } from "../router.ts";
import type { Sources } from "../sources.ts";
import type { TaskRunner } from "../tasks/runner.ts";

const DEADLINE_MS = 5 * 60_000;

/**
 * Looking into conversation databases: all of it happens in child processes. Turning pages has one of its own, which
 * keeps what it knows of the file, while another counts.
 */
export function createConversations(
  tasks: TaskRunner,
  browsing: TaskRunner,
  sources: Sources,
): Pick<Handlers, "conversations.inspect" | "conversations.list" | "conversations.show"> {
  const limits = { deadlineMs: DEADLINE_MS };
  return {
    "conversations.inspect": async ({ source }, { caller, signal, report }) =>
      tasks.run("inspect", { path: sources.toRead(source, caller) }, { ...limits, signal, report }),
    "conversations.list": ({ source, ...options }, { caller }) =>
      browsing.run("list", { path: sources.toRead(source, caller), ...options }, limits),
    "conversations.show": ({ source, id }, { caller }) =>
      browsing.run("show", { path: sources.toRead(source, caller), id }, limits),
  };
}
