/** Does work one piece after the other, in the order in which it came; what is not wanted any more is left out. */
export type Turns = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Calls that come together each take a process of the core, and only one is kept warm: in turn they are answered sooner.
 * Work whose signal is aborted before its turn is never begun, and its promise rejects.
 */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work, signal) => {
    const turn = last.then(() => {
      signal.throwIfAborted();
      return work();
    });
    last = turn.catch(() => undefined);
    return turn;
  };
}
