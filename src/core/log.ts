import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** What should not have happened, written down in `logs/tunewright.log` of the data folder. */
export interface Log {
  fault(error: unknown): void;
  /** Resolves once everything so far is in the file, or could not be written. */
  settled(): Promise<void>;
}

/** A log that opens its file at the first fault; every line goes through `redact`. */
export function createLog(folder: string, redact: (text: string) => string): Log {
  const open = async () => {
    const { pino } = await import("pino");
    mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o700 });
    const destination = pino.destination({ dest: join(folder, "logs", "tunewright.log"), sync: true, mode: 0o600 });
    return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: redact } }, destination);
  };
  let logger: ReturnType<typeof open> | undefined;
  let written = Promise.resolve();
  const write = async (before: Promise<void>, error: unknown) => {
    await before;
    try {
      logger ??= open();
      (await logger).error({ err: error }, "fault");
    } catch {
      // A log that cannot be written must not add a second failure to the first.
    }
  };
  return {
    fault(error) {
      written = write(written, error);
    },
    settled: () => written,
  };
}
