import { useEffect, useRef } from "react";
import { z } from "zod";
import { create } from "zustand";
import { COMMAND_IDS, COMMANDS, type CommandId } from "../../shared/commands.ts";
import { useSetting } from "../bridge/settings.tsx";

interface Registry {
  /** Who does a command now; the one that was shown last comes first. */
  handlers: Partial<Record<CommandId, readonly (() => void)[]>>;
  register(id: CommandId, handler: () => void): () => void;
}

const useRegistry = create<Registry>()((set) => ({
  handlers: {},
  register(id, handler) {
    set(({ handlers }) => ({ handlers: { ...handlers, [id]: [handler, ...(handlers[id] ?? [])] } }));
    return () =>
      set(({ handlers }) => ({
        handlers: { ...handlers, [id]: (handlers[id] ?? []).filter((other) => other !== handler) },
      }));
  },
}));

/** Lets this component do a command for as long as it is shown and `isEnabled`. */
export function useCommand(id: CommandId, act: () => void, isEnabled = true): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  const { register } = useRegistry.getState();
  useEffect(() => (isEnabled ? register(id, () => latest.current()) : undefined), [id, isEnabled, register]);
}

/** Runs a command where somebody does it now; returns whether anybody did. */
export function runCommand(id: CommandId): boolean {
  const handler = useRegistry.getState().handlers[id]?.[0];
  handler?.();
  return handler !== undefined;
}

/** The commands that somebody does now, in the order of the list. */
export function useRunnableCommands(): CommandId[] {
  const handlers = useRegistry((registry) => registry.handlers);
  return COMMAND_IDS.filter((id) => (handlers[id]?.length ?? 0) > 0);
}

const keysSchema = z.record(z.string(), z.string().nullable());

/** The keys of each command, those that were changed included, and a way to change them; null takes them away. */
export function useShortcuts(): {
  keysOf: (id: CommandId) => string | null;
  setKeys: (id: CommandId, keys: string | null) => void;
  reset: () => void;
} {
  const [changed, setChanged] = useSetting("shortcuts", keysSchema, {});
  return {
    keysOf: (id) => (Object.hasOwn(changed, id) ? (changed[id] ?? null) : COMMANDS[id].keys),
    setKeys: (id, keys) => setChanged({ ...changed, [id]: keys }),
    reset: () => setChanged({}),
  };
}
