import type { TaskMessage } from "../core/tasks/contract.ts";

/** The line to whoever started this process. */
export interface Port {
  send(message: TaskMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when there is nobody left to answer to. */
  onClosed(listener: () => void): void;
}

/** What Electron puts at `process.parentPort` of a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** The port of this process, started by Electron or by `fork`; null where nobody started it to be spoken with. */
export function findPort(host: NodeJS.Process & { parentPort?: ParentPort }): Port | null {
  const { parentPort } = host;
  if (parentPort !== undefined) {
    return {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between processes has no origin
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => void parentPort.on("message", (event) => listener(event.data)),
      onClosed: (listener) => void parentPort.on("close", listener),
    };
  }
  if (host.send === undefined) return null;
  return {
    // A parent that is gone cannot be told so.
    send: (message) => void host.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => void host.on("message", listener),
    onClosed: (listener) => void host.once("disconnect", listener),
  };
}
