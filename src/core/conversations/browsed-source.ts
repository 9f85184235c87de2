import { ConversationIndex } from "./conversation-index.ts";
import { type OpenedSource, openSource } from "./open.ts";
import { stampOf } from "./stamp.ts";

/** After this time without a question, in ms, nothing is kept any longer. */
const IDLE_MS = 120_000;

interface Kept {
  path: string;
  stamp: string;
  index: ConversationIndex;
  /** Open only where it is a private copy: of a file read in place no handle is held, so that nobody is in its way. */
  copy: OpenedSource | null;
}

/** What is done with the open file; it has no other effect. */
type Reading<T> = (source: OpenedSource, index: ConversationIndex) => T;

export interface BrowsingOptions {
  now?: () => number;
  idleMs?: number;
}

/**
 * Remembers what was found out about the file that was looked into last, as long as nobody writes to it. Whether
 * anything is remembered decides how long an answer takes, never what it is.
 */
export class BrowsedSource implements Disposable {
  readonly #now: () => number;
  readonly #idleMs: number;
  #kept: Kept | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor({ now = Date.now, idleMs = IDLE_MS }: BrowsingOptions = {}) {
    this.#now = now;
    this.#idleMs = idleMs;
  }

  /**
   * Opens the file, or what is kept of it, for the time of one reading, which is done again where somebody wrote
   * meanwhile. Throws what `openSource` and `read` throw.
   */
  look<T>(path: string, read: Reading<T>): T {
    clearTimeout(this.#idle);
    const stamp = stampOf(path, this.#now());
    const kept = this.#kept;
    if (kept === null || kept.path !== path || kept.stamp !== stamp) return this.#lookAnew(path, stamp, read);
    this.#waitForIdleness();
    if (kept.copy !== null) return read(kept.copy, kept.index);
    const answer = this.#readInPlace(path, kept.index, read);
    // Written to meanwhile, the file and what is remembered of it were not of one moment.
    const after = stampOf(path, this.#now());
    return after === stamp ? answer : this.#lookAnew(path, after, read);
  }

  /** Forgets what is kept. */
  letGo(): void {
    clearTimeout(this.#idle);
    this.#kept?.copy?.[Symbol.dispose]();
    this.#kept = null;
  }

  [Symbol.dispose](): void {
    this.letGo();
  }

  #readInPlace<T>(path: string, index: ConversationIndex, read: Reading<T>): T {
    using source = openSource(path);
    return read(source, index);
  }

  #lookAnew<T>(path: string, stamp: string | null, read: Reading<T>): T {
    this.letGo();
    using opened = new DisposableStack();
    const source = opened.use(openSource(path));
    const index = new ConversationIndex();
    const answer = read(source, index);
    if (stamp === null) return answer;
    this.#kept = { path, stamp, index, copy: source.isPrivateCopy ? source : null };
    if (source.isPrivateCopy) opened.move();
    this.#waitForIdleness();
    // When the answer is on its way: what comes next can then be found at once.
    setImmediate(() => this.#learn(index));
    return answer;
  }

  #learn(index: ConversationIndex): void {
    const kept = this.#kept;
    if (kept?.index !== index || index.hasLooked) return;
    try {
      this.look(kept.path, (source, known) => known.runs(source));
    } catch {
      // Whoever asks next is told why the file cannot be read.
    }
  }

  #waitForIdleness(): void {
    this.#idle = setTimeout(() => this.letGo(), this.#idleMs);
    this.#idle.unref();
  }
}
