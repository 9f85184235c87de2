import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Writes down what should not have happened, in `logs/tunewright.log` of the data folder. */
export type Log = (error: unknown) => void;

/** A log that opens its file at the first fault; every line goes through `redact`. */
export function createLog(folder: string, redact: (text: string) => string): Log {
  const open = async () => {
    const { pino } = await import("pino");
    mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o700 });
    const destination = pino.destination({ dest: join(folder, "logs", "tunewright.log"), sync: true, mode: 0o600 });
    return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: redact } }, destination);
  };
  let logger: ReturnType<typeof open> | undefined;
  const write = async (error: unknown) => {
    try {
      logger ??= open();
      (await logger).error({ err: error }, "fault");
    } catch {
      // A log that cannot be written must not add a second failure to the first.
    }
  };
  return (error) => void write(error);
}
