import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { useRef, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { COMMANDS } from "../../shared/commands.ts";
import { PROVIDER_NAMES } from "../../shared/provider-names.ts";
import { useWriteSetting } from "../bridge/settings.tsx";
import { NO_FILTER } from "../features/conversations/filter.ts";
import { useOperationRoute, useRoute } from "../bridge/routes.ts";
import { runCommand, useCommand, useRunnableCommands, useShortcuts } from "../ui/commands.ts";
import { baseName } from "../ui/format.ts";
import { jobStatusWord } from "../ui/job-status.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { matchOf } from "./match.ts";

const GROUP =
  "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-label [&_[cmdk-group-heading]]:text-muted";

interface EntryProps {
  value: string;
  onSelect: () => void;
  note?: ReactNode;
  children: ReactNode;
}

function Entry({ value, onSelect, note, children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-8 cursor-default items-center gap-3 rounded-small px-3 data-[selected=true]:bg-accent-soft"
    >
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {note !== undefined && <span className="shrink-0 truncate text-label text-muted">{note}</span>}
    </Command.Item>
  );
}

/** What can be reached, asked for only while the palette is open. */
function Entries({ text, close, leave }: { text: string; close: () => void; leave: () => void }) {
  const [, navigate] = useLocation();
  const commands = useRunnableCommands();
  const { keysOf } = useShortcuts();
  const sources = useRoute("sources.list", {}).data?.sources ?? [];
  const jobs = useRoute("jobs.list", {}).data?.jobs ?? [];
  const chats = useRoute("chat.list", {}).data?.chats ?? [];
  const datasets = useRoute("datasets.list", {}).data?.datasets ?? [];
  const models = useOperationRoute("models.list", {}).data?.models ?? [];
  const writeSetting = useWriteSetting();
  const go = (address: string) => () => {
    leave();
    navigate(address);
  };
  const needle = text.trim();
  const search = (sourceId: string) => {
    writeSetting(`layout.conversations.${sourceId}`, { ...NO_FILTER, search: needle });
    go(`/conversations/${sourceId}`)();
  };
  return (
    <>
      <Command.Group heading="Commands" className={GROUP}>
        {commands
          .filter((id) => id !== "palette.open")
          .map((id) => {
            const keys = keysOf(id);
            const run = () => {
              close();
              // The palette gives the focus back first, so that the command finds the screen as it was.
              setTimeout(() => runCommand(id));
            };
            return (
              <Entry
                key={id}
                value={`${COMMANDS[id].title} ${id}`}
                onSelect={run}
                note={keys !== null && <Kbd keys={keys} />}
              >
                {COMMANDS[id].title}
              </Entry>
            );
          })}
      </Command.Group>
      {sources.length > 0 && (
        <Command.Group heading="Databases" className={GROUP}>
          {sources.map(({ id, name, path }) => (
            <Entry key={id} value={`${name} ${path} ${id}`} onSelect={go(`/conversations/${id}`)} note={path}>
              {name}
            </Entry>
          ))}
        </Command.Group>
      )}
      {jobs.length > 0 && (
        <Command.Group heading="Jobs" className={GROUP}>
          {jobs.map(({ id, name, model, status }) => (
            <Entry key={id} value={`${name} ${model} ${id}`} onSelect={go(`/jobs/${id}`)} note={jobStatusWord(status)}>
              {name}
            </Entry>
          ))}
        </Command.Group>
      )}
      {datasets.length > 0 && (
        <Command.Group heading="Training data" className={GROUP}>
          {datasets.map(({ id, files }) => {
            const name = baseName(files.find((file) => file.role === "train")?.path ?? id);
            return (
              <Entry key={id} value={`${name} ${id}`} onSelect={go(`/training-data/${id}`)}>
                {name}
              </Entry>
            );
          })}
        </Command.Group>
      )}
      {chats.length > 0 && (
        <Command.Group heading="Chats" className={GROUP}>
          {chats.map(({ id, title, models: named }) => (
            <Entry key={id} value={`${title} ${id}`} onSelect={go(`/chat/${id}`)} note={named.join(", ")}>
              {title}
            </Entry>
          ))}
        </Command.Group>
      )}
      {models.length > 0 && (
        <Command.Group heading="Chat with a model" className={GROUP}>
          {models.map(({ id, provider }) => (
            <Entry
              key={`${provider} ${id}`}
              value={`model ${id} ${provider}`}
              onSelect={go(`/chat/new/${encodeURIComponent(id)}`)}
              note={PROVIDER_NAMES[provider]}
            >
              {id}
            </Entry>
          ))}
        </Command.Group>
      )}
      {needle !== "" && sources.length > 0 && (
        <Command.Group heading="Conversations" className={GROUP}>
          {sources.map(({ id, name }) => (
            <Entry key={id} value={`search conversations ${needle} ${id}`} onSelect={() => search(id)} note={name}>
              Search conversations for “{needle}”
            </Entry>
          ))}
        </Command.Group>
      )}
    </>
  );
}

/** Reaches everything by typing: commands, databases, jobs, training data, chats and models. */
export function Palette() {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const leaves = useRef(false);
  const show = (open: boolean) => {
    if (open) leaves.current = false;
    else setText("");
    setOpen(open);
  };
  const leave = () => {
    leaves.current = true;
    show(false);
  };
  useCommand("palette.open", () => show(true));
  return (
    <Dialog.Root open={isOpen} onOpenChange={show}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop" />
        <Dialog.Popup
          aria-label="Search and run anything"
          // What had the focus may be gone where one arrives.
          finalFocus={() => (leaves.current ? document.querySelector("main") : true)}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-32px)] max-w-160 -translate-x-1/2 rounded-normal border border-border bg-surface shadow-floating outline-none"
        >
          <Command label="Search and run anything" loop filter={matchOf}>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Search for a command, database, job, chat or model"
              className="h-12 w-full border-b border-hairline bg-transparent px-4 text-reading outline-none"
            />
            <Command.List aria-label="Results" className="max-h-[56vh] overflow-y-auto p-1">
              <Command.Empty className="p-4 text-center text-muted">Nothing is called so.</Command.Empty>
              <Entries text={text} close={() => show(false)} leave={leave} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
