import ora, { type Ora } from "ora";
import type { Progress } from "../shared/contract/operations.ts";
import { count } from "./output.ts";

/** Shows on standard error how far something has come; standard output stays free for the result. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** A remark that stays on the screen. */
  remark(text: string): void;
  end(): void;
}

function describe({ done, total, unit, note }: Progress): string {
  const share = total === null || total === 0 ? "" : ` of ${count(total)} (${Math.floor((100 * done) / total)} %)`;
  const counted = done === 0 && total === null ? "" : `${count(done)}${share} ${unit}`;
  return [note ?? "", counted].filter((part) => part !== "").join(" · ");
}

/** On a terminal one line that changes; elsewhere a line whenever what is being done changes. */
export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  // A terminal may be zero columns wide, as under `script`: a line that changes has no place there.
  const live = stream.isTTY && stream.columns > 0;
  let spinner: Ora | undefined;
  let last = "";
  const say = (text: string) => {
    if (text !== last) stream.write(`${text}\n`);
    last = text;
  };
  const remark = (text: string) => {
    spinner?.clear();
    say(text);
  };
  return {
    show(progress) {
      if (progress.unit === "notice") remark(progress.note ?? "");
      else if (live) {
        spinner ??= ora({ stream, discardStdin: false }).start();
        spinner.text = describe(progress);
      } else say(progress.note ?? "");
    },
    remark,
    end() {
      spinner?.stop();
      spinner = undefined;
    },
  };
}
