import { fork } from "node:child_process";
import type { TaskMessage } from "./contract.ts";
import type { Child } from "./runner.ts";

/** What a child needs of the environment; everything else, keys above all, stays with the parent. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "TZ", "SystemRoot", "USERPROFILE"];

function listen<L>(listeners: Set<L>, listener: L): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** How the child's Node is started. Rows die young: a larger nursery than these MB costs memory and saves no time. */
export const CHILD_FLAGS = ["--max-semi-space-size=4"];

/** Starts the child as a forked process of plain Node; `entry` is the path of its script. */
export function forkChild(entry: string, environment: NodeJS.ProcessEnv): Child {
  const env = Object.fromEntries(PASSED_ON.flatMap((name) => (name in environment ? [[name, environment[name]]] : [])));
  const child = fork(entry, [], { env, execArgv: CHILD_FLAGS, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const messages = new Set<(message: TaskMessage) => void>();
  const exits = new Set<(reason: string) => void>();
  child.on("message", (message) => {
    for (const listener of messages) listener(message as TaskMessage);
  });
  child.on("error", (error) => {
    for (const listener of exits) listener(error.message);
  });
  child.on("exit", (code, signal) => {
    for (const listener of exits) listener(signal === null ? `exit code ${code}` : `signal ${signal}`);
  });
  return {
    send: (request) => void child.send(request),
    onMessage: (listener) => listen(messages, listener),
    onExit: (listener) => listen(exits, listener),
    kill: () => void child.kill("SIGKILL"),
    end() {
      // It ends by itself when it has nobody to answer to.
      if (child.connected) child.disconnect();
    },
    setIdle(idle) {
      if (idle) {
        child.unref();
        child.channel?.unref();
      } else {
        child.ref();
        child.channel?.ref();
      }
    },
  };
}
