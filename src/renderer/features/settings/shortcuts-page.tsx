import { RotateCcw, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { COMMAND_IDS, COMMANDS, type CommandId } from "../../../shared/commands.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { useShortcuts } from "../../ui/commands.ts";
import { describeShortcut, isApple } from "../../ui/kbd.tsx";
import { Page } from "./page.tsx";
import { conflictOf, isKeptByBrowser, keysOfPress } from "./shortcut-keys.ts";

interface RowProps {
  id: CommandId;
  shortcuts: ReturnType<typeof useShortcuts>;
}

function ShortcutRow({ id, shortcuts }: RowProps) {
  const { keysOf, setKeys } = shortcuts;
  const [isListening, setListening] = useState(false);
  const keys = keysOf(id);
  const conflict = keys === null ? null : conflictOf(id, keys, keysOf);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isListening || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const pressed = keysOfPress(event, isApple);
    if (pressed === null) return;
    setListening(false);
    // Escape is how one changes one's mind; a command that has it keeps it.
    if (pressed !== "Escape") setKeys(id, pressed);
  };
  const { title } = COMMANDS[id];
  return (
    <tr className="border-b border-hairline">
      <td className="py-1 pr-3">
        {title}
        {conflict !== null && (
          <p className="text-label text-warning">“{COMMANDS[conflict].title}” has the same keys.</p>
        )}
        {keys !== null && isKeptByBrowser(keys) && (
          <p className="text-label text-warning">Browsers keep these keys for themselves.</p>
        )}
      </td>
      <td className="py-1">
        <div className="flex items-center justify-end">
          <Button
            kind={isListening ? "primary" : "quiet"}
            className="h-7"
            aria-label={`Keys of “${title}”: ${keys === null ? "none" : describeShortcut(keys)}`}
            onClick={() => setListening(true)}
            onBlur={() => setListening(false)}
            onKeyDown={onKeyDown}
          >
            {isListening ? (
              "Press the keys"
            ) : keys === null ? (
              <span className="text-muted">none</span>
            ) : (
              <span className="font-mono text-label">{describeShortcut(keys)}</span>
            )}
          </Button>
          <IconButton
            label={`Take the keys of “${title}” away`}
            icon={<X />}
            className="ml-1"
            disabled={keys === null}
            onClick={() => setKeys(id, null)}
          />
          <IconButton
            label={`Reset the keys of “${title}”`}
            icon={<RotateCcw />}
            disabled={keys === COMMANDS[id].keys}
            onClick={() => setKeys(id, COMMANDS[id].keys)}
          />
        </div>
      </td>
    </tr>
  );
}

/** Every command with its keys, each of which can be changed. */
export function ShortcutsPage() {
  const shortcuts = useShortcuts();
  return (
    <Page title="Shortcuts" actions={<Button onClick={shortcuts.reset}>Reset all</Button>}>
      <p className="mb-4 text-muted">
        Choose a shortcut and press the new keys. The palette runs every command, with keys or without.
      </p>
      <table className="w-full">
        <thead className="sr-only">
          <tr>
            <th>Command</th>
            <th>Keys</th>
          </tr>
        </thead>
        <tbody>
          {COMMAND_IDS.map((id) => (
            <ShortcutRow key={id} id={id} shortcuts={shortcuts} />
          ))}
        </tbody>
      </table>
    </Page>
  );
}
