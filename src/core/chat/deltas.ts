const INTERVAL_MS = 1000 / 30;

/** Gathers streamed text and passes it on at most thirty times a second, with the offset it starts at. */
export interface Deltas {
  add(text: string): void;
  /** Passes on what is left; nothing comes after it. */
  end(): void;
}

/** Offsets count UTF-16 code units from the beginning of the reply. */
export function createDeltas(passOn: (offset: number, text: string) => void): Deltas {
  let waiting = "";
  let offset = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = (last = false) => {
    timer = undefined;
    const text = last ? waiting : withoutHalf(waiting);
    if (text === "") return;
    passOn(offset, text);
    offset += text.length;
    waiting = waiting.slice(text.length);
  };
  return {
    add(text) {
      waiting += text;
      timer ??= setTimeout(() => flush(), INTERVAL_MS);
    },
    end() {
      clearTimeout(timer);
      flush(true);
    },
  };
}

/** Half a character at the end waits for its other half: on its own it would be written as a replacement mark. */
function withoutHalf(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
