import { createContext, type ReactNode, use, useCallback, useMemo, useState, useSyncExternalStore } from "react";
import type { z } from "zod";
import type { Client } from "../../shared/client.ts";

type Json = z.core.util.JSONType;

const SAVE_AFTER_MS = 400;

/** Settings, layout and drafts as this screen holds them; the core keeps them. */
export interface SettingsStore {
  read(name: string): Json | undefined;
  write(name: string, value: Json): void;
  subscribe(listener: () => void): () => void;
}

/**
 * Reads all settings once, and saves what changes: a moment after the last change, and at once when the page goes.
 * Without the core there is no setting, and what is written later is kept all the same.
 */
export async function openSettings(client: Client): Promise<SettingsStore> {
  const answer = await client.call("settings.get", {});
  const values = new Map(answer.ok ? Object.entries(answer.data.values) : []);
  const waiting = new Set<string>();
  const listeners = new Set<() => void>();
  let timer: number | undefined;

  const save = async (name: string) => {
    const saved = await client.call("settings.set", { name, value: values.get(name) ?? null });
    // What could not be saved waits for the next time.
    if (!saved.ok && saved.error.code === "no_network") waiting.add(name);
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const name of waiting) {
      waiting.delete(name);
      void save(name);
    }
  };
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  return {
    read: (name) => values.get(name),
    write(name, value) {
      values.set(name, value);
      waiting.add(name);
      timer ??= window.setTimeout(flush, SAVE_AFTER_MS);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const SettingsContext = createContext<SettingsStore | null>(null);

/** Gives the screens below it their settings. */
export function SettingsProvider({ store, children }: { store: SettingsStore; children: ReactNode }) {
  return <SettingsContext value={store}>{children}</SettingsContext>;
}

/** Changes a setting by its name, for what is about to be shown. */
export function useWriteSetting(): SettingsStore["write"] {
  const store = use(SettingsContext);
  if (store === null) throw new Error("a screen needs its settings around it");
  return store.write;
}

/**
 * A setting by its name, with a function that changes it; it survives a reload. What is stored and does not fit the
 * schema counts as not there.
 */
export function useSetting<S extends z.ZodType<Json>>(
  name: string,
  schema: S,
  fallback: z.output<S>,
): [z.output<S>, (value: z.output<S>) => void] {
  const store = use(SettingsContext);
  if (store === null) throw new Error("a screen needs its settings around it");
  const stored = useSyncExternalStore(store.subscribe, () => store.read(name));
  const [initial] = useState(() => fallback);
  const write = useCallback((value: z.output<S>) => store.write(name, value), [store, name]);
  const value = useMemo(() => {
    const parsed = schema.safeParse(stored);
    return parsed.success ? parsed.data : initial;
  }, [schema, stored, initial]);
  return [value, write];
}
