import { hostname } from "node:os";
import type { Caller } from "../../shared/envelope.ts";
import { AppError } from "../../shared/errors.ts";
import type { ChatDatabase } from "../conversations/chats/database.ts";
import type { Handlers } from "../router.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type ArtifactDependencies, prepareDelivery } from "./artifacts.ts";
import { assertBareName } from "./bare-name.ts";
import { browse, browseStart, expandPath } from "./browse.ts";
import { createOpenedSources, type OpenedSources } from "./opened-sources.ts";
import { createTickets, type Tickets } from "./tickets.ts";
import { writeOut } from "./write-out.ts";

export interface FilesDependencies extends ArtifactDependencies {
  workspace: Workspace;
  workingDirectory: string;
  /** The sample that comes with the product; null where the host has none. */
  sampleDatabase: string | null;
  /** Where chats are kept. */
  chats: Pick<ChatDatabase, "path" | "holdsConversations">;
}

type FileHandlers = Pick<Handlers, Extract<keyof Handlers, `files.${string}` | `sources.${string}`>>;

/** Files of this machine as screens see them: opened ones by id, folders to choose from, and what can be taken away. */
export interface Files {
  opened: OpenedSources;
  tickets: Tickets;
  handlers: FileHandlers;
}

/** Only a browser picks from this machine's disk by our own picker; a desktop has its dialogs. */
function assertMayBrowse(caller: Caller): void {
  if (caller.kind !== "desktop") return;
  throw new AppError("forbidden", "The desktop opens and saves files with the system's own dialogs.");
}

/** Makes the capabilities around files. */
export function createFiles(dependencies: FilesDependencies): Files {
  const { workspace, workingDirectory, sampleDatabase, chats } = dependencies;
  const opened = createOpenedSources(workspace);
  const tickets = createTickets(workspace.now);
  const handlers: FileHandlers = {
    "files.browse": ({ folder }, { caller }) => {
      assertMayBrowse(caller);
      const listed = folder === null ? browseStart(workingDirectory) : browse(expandPath(folder, workingDirectory));
      return { machine: hostname(), ...listed };
    },
    "files.open": ({ path }, { caller }) => {
      assertMayBrowse(caller);
      return opened.open(expandPath(path, workingDirectory));
    },
    "files.openSample": () => {
      if (sampleDatabase !== null) return opened.open(sampleDatabase);
      throw new AppError("not_available", "There is no sample database here.", {
        hint: "Open a database of your own.",
      });
    },
    "files.openChats": () => {
      if (chats.holdsConversations()) return opened.open(chats.path);
      throw new AppError("not_found", "There is no chat yet whose reply is whole.", { hint: "Send a message first." });
    },
    "files.ticket": async ({ artifact, name }, { caller }) => {
      if (name !== null) assertBareName(name);
      const made = await prepareDelivery(artifact, caller, dependencies);
      const delivery = { ...made, name: name ?? made.name };
      return { ticket: tickets.issue(delivery), name: delivery.name, bytes: delivery.bytes };
    },
    "files.write": async ({ artifact, folder, name, replace }, { caller }) => {
      assertMayBrowse(caller);
      const delivery = await prepareDelivery(artifact, caller, dependencies);
      const path = await writeOut(delivery, { folder: expandPath(folder, workingDirectory), name, replace });
      return { path, bytes: delivery.bytes };
    },
    "sources.list": () => ({ sources: opened.list() }),
    "sources.forget": ({ id }) => {
      opened.forget(id);
      return { id };
    },
  };
  return { opened, tickets, handlers };
}
