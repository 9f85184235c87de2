import { useState } from "react";
import { z } from "zod";
import type { RouteResult } from "../../../shared/contract/index.ts";
import type { Progress } from "../../../shared/contract/operations.ts";
import type { Job } from "../../../shared/contract/jobs.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { type Operation, useOperation, useRoute } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { baseName, counted, formatCount, formatUsd } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { useToasts } from "../../ui/toasts.tsx";
import { adviceOnModel } from "./advice.ts";
import { Advice } from "./advice-note.tsx";
import { findingsOf } from "./check-report.ts";
import { Fact } from "./facts.tsx";
import { Findings } from "./findings.tsx";

/** How far something has come, from 0 to 1; null where its end is not known. */
function shareOf(progress: Progress | null): number | null {
  return progress === null || progress.total === null ? null : progress.done / progress.total;
}

/** `about $4.20`; of a sum under a cent nothing more exact is said. */
function aboutUsd(usd: number): string {
  const sum = formatUsd(usd);
  return sum.startsWith("under") ? sum : `about ${sum}`;
}

type Check = RouteResult<"jobs.check">["check"];

const budgetSchema = z.coerce.number().positive();

function Cost({ job, check }: { job: Job; check: Check }) {
  if (job.provider === "practice") return "free: a rehearsal, nothing is trained";
  const estimate = check?.estimate ?? null;
  if (estimate === null) return `The price is not known. ${PROVIDER_NAMES[job.provider]} charges for trained tokens.`;
  return (
    <>
      {aboutUsd(estimate.usd).replace("about", "≈")}
      <span className="block text-label text-muted">
        {formatUsd(estimate.usdPerMillionTokens)} a million tokens; {estimate.note}
      </span>
    </>
  );
}

function Data({ job, check }: { job: Job; check: Check }) {
  const examples = check?.examples ?? job.dataset?.examples ?? null;
  const amounts = [
    ...(examples === null ? [] : [counted(examples, "example")]),
    ...(check === null ? [] : [`≈ ${formatCount(check.tokens.total)} tokens`]),
  ];
  return (
    <>
      <span title={job.trainFile}>{baseName(job.trainFile)}</span>
      {amounts.length > 0 && <span className="text-muted"> · {amounts.join(" · ")}</span>}
      {job.valFile !== null && (
        <span className="block text-muted" title={job.valFile}>
          validated with {baseName(job.valFile)}
        </span>
      )}
    </>
  );
}

/** Which key is going to be used, and whose it was at its last test. */
function KeyAndAccount({ job }: { job: Job }) {
  const { data } = useRoute("keys.list", {});
  const name = job.key ?? job.provider;
  const key = data?.keys.find((one) => one.name === name && one.inForce);
  if (data === undefined) return name;
  if (key === undefined) return `${name}: there is no such key yet`;
  return `${name}, ending in ${key.lastFour}${key.account === null ? "" : ` · ${key.account}`}`;
}

function Confirmation({ job, check }: { job: Job; check: Check }) {
  return (
    <>
      <dl>
        <Fact label="Data">
          <Data job={job} check={check} />
        </Fact>
        <Fact label="Model">{job.model}</Fact>
        <Fact label="Provider">{PROVIDER_NAMES[job.provider]}</Fact>
        {job.provider !== "practice" && (
          <Fact label="Key">
            <KeyAndAccount job={job} />
          </Fact>
        )}
        <Fact label="Cost">
          <Cost job={job} check={check} />
        </Fact>
      </dl>
      <Advice notes={adviceOnModel(job.provider, job.model)} />
      <Findings findings={check?.findings ?? []} />
    </>
  );
}

interface RunDialogProps {
  job: Job;
  check: Operation<"jobs.check">;
  onClose: () => void;
}

/** Names what a job will use and what is known of its cost before it is sent. */
export function RunDialog({ job, check, onClose }: RunDialogProps) {
  const run = useOperation("jobs.run");
  const { fail } = useToasts();
  const [budget, setBudget] = useState("");
  const checked = check.result;
  const usd = checked?.check?.estimate?.usd ?? null;
  const limit = budget.trim() === "" ? null : budgetSchema.safeParse(budget);
  const isBudgetWrong = limit !== null && !limit.success;
  const go = () => {
    if (isBudgetWrong) return;
    run.run({ id: job.id, wait: false, budgetUsd: limit?.data ?? null }).then(onClose, fail);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Run “${job.name}”`}
      width="wide"
      actions={
        <>
          <Button onClick={onClose}>{run.isRunning ? "Close" : "Not now"}</Button>
          <Button kind="primary" onClick={go} disabled={checked === undefined || run.isRunning}>
            {run.isRunning ? "Sending …" : usd === null ? "Run job" : `Run job, ${aboutUsd(usd)}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {checked !== undefined && <Confirmation job={job} check={checked.check} />}
        {check.isRunning && (
          <div role="status">
            <p className="mb-2 text-muted">
              Checking the files
              {check.progress !== null && `, ${formatCount(check.progress.done)} ${check.progress.unit}`} …
            </p>
            <ProgressBar label="Checking the files" value={null} />
          </div>
        )}
        {check.error !== null && (
          <>
            <ErrorNote error={check.error} />
            <Findings findings={findingsOf(check.error)} />
          </>
        )}
        {checked !== undefined && job.provider !== "practice" && (
          <Field
            label="Budget in US dollars (optional)"
            help="The job is not sent where the estimate is higher, or where no price is known."
            error={isBudgetWrong ? "A sum above 0, such as 5" : undefined}
            className="max-w-80"
          >
            <TextInput inputMode="decimal" value={budget} onChange={(event) => setBudget(event.target.value)} />
          </Field>
        )}
        {run.isRunning && (
          <div role="status">
            <p className="mb-2 text-muted">{run.progress?.note ?? "Sending the files"} …</p>
            <ProgressBar label="Sending the job" value={shareOf(run.progress)} />
          </div>
        )}
        {run.error !== null && <ErrorNote error={run.error} />}
      </div>
    </Dialog>
  );
}
