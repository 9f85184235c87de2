import { CircleCheck, OctagonX, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { TuningProvider, Validation, ValidationFinding } from "../../../shared/contract/training-data.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { useOperationRoute } from "../../bridge/routes.ts";
import { useDebounced } from "../../ui/use-debounced.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Field } from "../../ui/field.tsx";
import { formatCount, formatUsd } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Suggest } from "../../ui/suggest.tsx";
import { TUNABLE_MODELS } from "../../../shared/tunable-models.ts";

const MARK = {
  ok: <CircleCheck aria-label="In order" className="mt-0.5 size-4 shrink-0 text-success" />,
  warning: <TriangleAlert aria-label="Warning" className="mt-0.5 size-4 shrink-0 text-warning" />,
  error: <OctagonX aria-label="Error" className="mt-0.5 size-4 shrink-0 text-danger" />,
};

/** One thing that was looked at: how it stands, what it is, and a note. */
export function CheckRow({ level, title, note }: { level: keyof typeof MARK; title: string; note: string }) {
  return (
    <li className="flex gap-3 border-b border-hairline px-4 py-2">
      {MARK[level]}
      <div className="min-w-0">
        <p className="break-words">{title}</p>
        <p className="text-label break-words text-muted">{note}</p>
      </div>
    </li>
  );
}

/** Findings of one code together, with the lines that have it. */
function grouped(findings: readonly ValidationFinding[]): { first: ValidationFinding; lines: number[] }[] {
  const groups = Map.groupBy(findings, ({ level, code }) => `${level} ${code}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const lines = group.flatMap(({ line }) => (line === null ? [] : [line]));
    return first === undefined ? [] : [{ first, lines }];
  });
}

const NAMED_LINES = 8;

function lineNote(lines: readonly number[]): string {
  if (lines.length === 0) return "the file as a whole";
  const named = lines.slice(0, NAMED_LINES).map(formatCount).join(", ");
  const more = lines.length > NAMED_LINES ? ` and ${formatCount(lines.length - NAMED_LINES)} more` : "";
  return `${lines.length === 1 ? "line" : "lines"} ${named}${more}`;
}

function Outcome({ result, provider }: { result: Validation; provider: TuningProvider }) {
  const name = PROVIDER_NAMES[provider];
  return (
    <>
      <ul aria-label="Findings">
        <CheckRow
          level={result.ok ? "ok" : "error"}
          title={result.ok ? `${name} would take it` : `${name} would refuse it`}
          note={`${formatCount(result.examples)} lines were checked`}
        />
        {grouped(result.findings).map(({ first, lines }) => (
          <CheckRow
            key={`${first.level} ${first.code}`}
            level={first.level}
            title={first.message}
            note={lineNote(lines)}
          />
        ))}
      </ul>
      <dl className="grid grid-cols-[1fr_auto] gap-y-2 p-4 tabular">
        <dt className="text-muted">Tokens, by OpenAI's tokenizer</dt>
        <dd>≈ {formatCount(result.tokens.total)}</dd>
        <dt className="text-muted">Longest example</dt>
        <dd>≈ {formatCount(result.tokens.max)}</dd>
        {result.estimate !== null && (
          <>
            <dt className="text-muted">Training, {result.estimate.epochs} epochs</dt>
            <dd>≈ {formatUsd(result.estimate.usd)}</dd>
          </>
        )}
      </dl>
      {result.estimate !== null && <p className="px-4 pb-4 text-label text-muted">{result.estimate.note}</p>}
    </>
  );
}

/** Holds a dataset's files against a provider's rules, line by line. */
export function Checks({ datasetId, hasValidation }: { datasetId: string; hasValidation: boolean }) {
  const [provider, setProvider] = useState<TuningProvider>("openai");
  const [model, setModel] = useState("");
  const settled = useDebounced(model.trim(), 500);
  const check = useOperationRoute("trainingData.validate", {
    file: { datasetId, role: "train" },
    validationFile: hasValidation ? { datasetId, role: "validation" } : null,
    provider,
    model: settled === "" ? null : settled,
  });
  const suggestions = TUNABLE_MODELS.filter((one) => one.provider === provider).map(({ id }) => ({ value: id }));
  return (
    <section aria-label="Checks">
      <div className="flex flex-wrap items-end gap-3 border-b border-hairline px-4 py-3">
        <Segmented
          label="Provider to check for"
          value={provider}
          onChange={(next) => {
            setProvider(next);
            setModel("");
          }}
          choices={[
            { value: "openai", label: "OpenAI" },
            { value: "together", label: "Together AI" },
          ]}
        />
        <Field label="For the model (optional)" className="min-w-44 flex-1">
          <Suggest
            label="Model to check for"
            value={model}
            onChange={setModel}
            groups={[{ label: "Tunable models", items: suggestions }]}
            placeholder="Limits and price depend on it"
          />
        </Field>
      </div>
      {check.isFetching && (
        <div className="px-4 py-3">
          <ProgressBar label="Checking the files" value={null} />
          <p className="mt-2 text-label text-muted tabular">
            Checking the files
            {check.progress === null ? "" : `, ${formatCount(check.progress.done)} ${check.progress.unit}`} …
          </p>
        </div>
      )}
      {check.error !== null && (
        <div className="p-4">
          <ErrorNote error={check.error} onRetry={() => void check.refetch()} />
        </div>
      )}
      {check.data !== undefined && !check.isFetching && <Outcome result={check.data} provider={provider} />}
    </section>
  );
}
