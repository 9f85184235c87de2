/** A thing that can be asked for: by menu, palette, shortcut or button, all of which only trigger it. */
export interface Command {
  title: string;
  /** Keys as tinykeys writes them; `$mod` is ⌘ on Apple's machines and Ctrl elsewhere. Null has none at first. */
  keys: string | null;
  /** Whether it also works while the focus is in a text. */
  inText: boolean;
}

const go = (title: string, digit: number): Command => ({ title, keys: `$mod+${digit}`, inText: true });

/** Every command there is. In a browser, keys that the browser keeps for itself have others beside them. */
export const COMMANDS = {
  "go.conversations": go("Go to Conversations", 1),
  "go.training-data": go("Go to Training data", 2),
  "go.jobs": go("Go to Jobs", 3),
  "go.chat": go("Go to Chat", 4),
  "go.evaluations": go("Go to Evaluations", 5),
  "go.settings": { title: "Go to Settings", keys: "$mod+,", inText: true },
  "palette.open": { title: "Search and run anything", keys: "$mod+k", inText: true },
  "file.open": { title: "Open a database", keys: "$mod+o", inText: true },
  "file.openSample": { title: "Open the sample database", keys: null, inText: false },
  "file.export": { title: "Export what is shown", keys: "$mod+s", inText: true },
  new: { title: "New in this section", keys: "Alt+n", inText: true },
  find: { title: "Find in this section", keys: "/", inText: false },
  "conversation.next": { title: "Next conversation", keys: "j", inText: false },
  "conversation.previous": { title: "Previous conversation", keys: "k", inText: false },
  "job.new": { title: "New job", keys: null, inText: false },
  "dataset.new": { title: "New training data", keys: null, inText: false },
  "chat.new": { title: "New chat", keys: null, inText: false },
  "chat.stop": { title: "Stop the reply", keys: "Escape", inText: true },
  "key.new": { title: "Add a key", keys: null, inText: false },
  "persona.new": { title: "Add a persona", keys: null, inText: false },
  "theme.light": { title: "Use the light theme", keys: null, inText: false },
  "theme.dark": { title: "Use the dark theme", keys: null, inText: false },
  "theme.system": { title: "Follow the system's theme", keys: null, inText: false },
} as const satisfies Record<string, Command>;

export type CommandId = keyof typeof COMMANDS;

/** All command ids, in the order in which they are shown. */
export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];
