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
  const flush = () => {
    timer = undefined;
    if (waiting === "") return;
    passOn(offset, waiting);
    offset += waiting.length;
    waiting = "";
  };
  return {
    add(text) {
      waiting += text;
      timer ??= setTimeout(flush, INTERVAL_MS);
    },
    end() {
      clearTimeout(timer);
      flush();
    },
  };
}
