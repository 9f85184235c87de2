import { basename } from "node:path";
import type { Validation, ValidationFinding } from "../../shared/contract/training-data.ts";
import { AppError } from "../../shared/errors.ts";
import type { TaskRunner } from "../tasks/runner.ts";
import type { JobConfig } from "../../shared/contract/jobs.ts";
import type { JobRow } from "./job-store.ts";
import type { CheckFiles } from "./submit.ts";

const NAMED = 3;
/** So many findings go along with the error, for a screen to show. */
const LISTED = 100;

function describe({ line, message }: ValidationFinding): string {
  return line === null ? message : `line ${line}: ${message}`;
}

function epochsOf(job: JobRow): number | undefined {
  const { epochs } = JSON.parse(job.config_json) as JobConfig;
  return epochs === "auto" ? undefined : epochs;
}

/** The check that `validate` makes, before a file is sent anywhere. A practice provider reads the file itself. */
export function createCheckFiles(tasks: TaskRunner): CheckFiles {
  return async (job, signal) => {
    if (job.provider === "practice") return null;
    const checked: Validation = await tasks.run(
      "validate",
      {
        path: job.train_path,
        validationPath: job.val_path,
        provider: job.provider,
        model: job.model,
        epochs: epochsOf(job),
      },
      { signal },
    );
    if (checked.ok) return checked;
    const errors = checked.findings.filter((finding) => finding.level === "error");
    const more = errors.length > NAMED ? `; and ${errors.length - NAMED} more` : "";
    const named = errors.slice(0, NAMED).map(describe).join("; ");
    throw new AppError("invalid_file", `${basename(job.train_path)} cannot be used for training: ${named}${more}.`, {
      hint: "Correct these lines, or prepare the data for this provider. Validating the file lists everything.",
      detail: { findings: checked.findings.slice(0, LISTED) },
    });
  };
}
