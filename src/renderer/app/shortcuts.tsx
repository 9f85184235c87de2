import { useEffect } from "react";
import { tinykeys } from "tinykeys";
import { COMMAND_IDS, COMMANDS, type CommandId } from "../../shared/commands.ts";
import { runCommand, useShortcuts } from "../ui/commands.ts";

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Hears the keys of every command; to be mounted once. */
export function Shortcuts() {
  const { keysOf } = useShortcuts();
  const bindings = JSON.stringify(COMMAND_IDS.map((id) => [keysOf(id), id]));
  useEffect(() => {
    const pairs = JSON.parse(bindings) as [string | null, CommandId][];
    const byKeys = Object.fromEntries(
      pairs.flatMap(([keys, id]) => {
        if (keys === null) return [];
        const act = (event: KeyboardEvent) => {
          if (event.defaultPrevented || (!COMMANDS[id].inText && isText(event.target))) return;
          if (runCommand(id)) event.preventDefault();
        };
        return [[keys, act] as const];
      }),
    );
    return tinykeys(window, byKeys, { ignore: () => false });
  }, [bindings]);
  return null;
}
