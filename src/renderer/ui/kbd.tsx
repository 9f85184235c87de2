/** Whether this machine has Apple's keys. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

const WORDS: Record<string, string> = isApple
  ? { $mod: "⌘", Shift: "⇧", Alt: "⌥", Control: "⌃", Enter: "↵", Escape: "Esc", Period: "." }
  : { $mod: "Ctrl", Enter: "↵", Escape: "Esc" };

/** A shortcut as the keys of this machine are named: `$mod+k` is ⌘K or Ctrl K. */
export function describeShortcut(keys: string): string {
  const parts = keys.split("+").map((key) => WORDS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return parts.join(isApple ? "" : " ");
}

/** A shortcut, drawn as a key. Decoration: the control that it belongs to carries it for those who listen. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd
      aria-hidden
      className="inline-flex h-5 min-w-5 items-center justify-center rounded-small border border-border px-1 font-mono text-[11px] text-muted"
    >
      {describeShortcut(keys)}
    </kbd>
  );
}
