const LONGEST_MS = 60_000;

/** Which jobs are left alone for now because they could not be reached: each ever longer, so that nobody is hammered. */
export interface Pauses {
  isOver(id: string): boolean;
  /** Those that failed pause twice as long as before; the others of these start afresh. */
  note(ids: readonly string[], failed: ReadonlySet<string>): void;
}

/** `clock` gives milliseconds that never go back, else a clock that is set back would pause everything. */
export function createPauses(clock: () => number, firstMs: number): Pauses {
  const pauses = new Map<string, { ms: number; until: number }>();
  return {
    isOver: (id) => (pauses.get(id)?.until ?? -Infinity) <= clock(),
    note(ids, failed) {
      for (const id of ids) {
        const ms = Math.min(LONGEST_MS, 2 * (pauses.get(id)?.ms ?? firstMs));
        if (failed.has(id)) pauses.set(id, { ms, until: clock() + ms });
        else pauses.delete(id);
      }
    },
  };
}
