import { Copy, Download, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { Dataset, Preparation } from "../../../shared/contract/training-data.ts";
import { REASON_WORDS } from "../../../shared/skip-reasons.ts";
import { useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { baseName, counted, formatBytes, formatCount } from "../../ui/format.ts";
import { useExport } from "../../ui/files/export-dialog.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Pane } from "../../ui/pane.tsx";
import { Time } from "../../ui/time.tsx";
import { Checks } from "./checks.tsx";
import { datasetName } from "./dataset-list.tsx";
import { draftSchema, EMPTY_DRAFT } from "./draft.ts";
import { describeRecipe } from "./recipe-words.ts";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-hairline px-6 py-4 last:border-b-0 max-[799px]:px-4">
      <h2 className="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Files({ files, onExport }: { files: Dataset["files"]; onExport: (role: "train" | "validation") => void }) {
  return (
    <table className="w-full tabular">
      <thead>
        <tr className="text-left text-label text-muted">
          <th className="pb-1 font-medium">File</th>
          <th className="pb-1 pl-3 text-right font-medium">Examples</th>
          <th className="pb-1 pl-3 text-right font-medium">Size</th>
          <th className="pb-1 pl-4 font-medium max-[999px]:hidden">SHA-256</th>
          <th>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <tr key={file.role} className="border-t border-hairline">
            <td className="max-w-0 py-1.5 pr-3" width="60%">
              <span className="block truncate" title={file.path}>
                {baseName(file.path)}
              </span>
              <span className="block truncate text-label text-muted" title={file.path}>
                {file.role === "train" ? "trained on" : "held back"} · {file.path}
              </span>
            </td>
            <td className="pl-3 text-right">{formatCount(file.examples)}</td>
            <td className="pl-3 text-right whitespace-nowrap">{formatBytes(file.bytes)}</td>
            <td className="pl-4 font-mono text-label text-muted max-[999px]:hidden" title={file.sha256}>
              {file.sha256.slice(0, 12)}…
              <IconButton
                label="Copy the whole hash"
                icon={<Copy />}
                className="ml-1 size-6 align-middle"
                onClick={() => void navigator.clipboard.writeText(file.sha256)}
              />
            </td>
            <td className="pl-3 text-right">
              <IconButton
                label={file.role === "train" ? "Export the training file" : "Export the validation file"}
                icon={<Download />}
                onClick={() => onExport(file.role)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Reasons({ title, counts }: { title: string; counts: Preparation["skipped"] }) {
  if (counts.length === 0) return null;
  return (
    <>
      <h3 className="mt-3 mb-1 text-label font-medium text-muted">{title}</h3>
      <ul className="tabular">
        {counts.map(({ reason, count }) => (
          <li key={reason} className="flex gap-3">
            <span className="w-16 shrink-0 text-right">{formatCount(count)}</span>
            <span>{REASON_WORDS[reason]}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A dataset as it was made: files, checks, where it comes from and what was left out. */
export function DatasetDetail({ id }: { id: string }) {
  const [, navigate] = useLocation();
  const take = useExport();
  const { data: dataset, error, isPending, refetch } = useRoute("datasets.show", { id });
  const sources = useRoute("sources.list", {}).data?.sources ?? [];
  const [, setDraft] = useSetting("draft.training-data", draftSchema, EMPTY_DRAFT);
  if (isPending) return <Loading what="the dataset" />;
  if (dataset === undefined) {
    return (
      <div className="p-6">
        <ErrorNote error={error ?? new Error("The dataset could not be read.")} onRetry={() => void refetch()} />
      </div>
    );
  }
  const again = () => {
    const known = dataset.sources.flatMap(({ path }) => sources.filter((source) => source.path === path));
    setDraft({ name: "", sourceIds: known.map((source) => source.id), recipe: dataset.recipe });
    navigate("/new");
  };
  const exportFile = (role: "train" | "validation") => {
    const name = baseName(dataset.files.find((file) => file.role === role)?.path ?? `${role}.jsonl`);
    take({ artifact: { kind: "dataset-file", datasetId: id, role }, title: `Export ${name}`, name });
  };
  const hasValidation = dataset.files.some((file) => file.role === "validation");
  return (
    <Pane
      back="/"
      title={datasetName(dataset)}
      actions={
        <>
          <Button onClick={again}>Same recipe again</Button>
          <Button kind="primary" nativeButton={false} render={<Link href={`~/jobs/new/${id}`} />}>
            <Plus aria-hidden className="size-4" />
            New job with it
          </Button>
        </>
      }
    >
      <div className="h-full overflow-y-auto">
        <Part title="Files">
          <Files files={dataset.files} onExport={exportFile} />
        </Part>
        <div className="border-b border-hairline">
          <h2 className="px-6 pt-4 pb-2 font-semibold max-[799px]:px-4">Checks</h2>
          <div className="px-2 max-[799px]:px-0">
            <Checks datasetId={id} hasValidation={hasValidation} />
          </div>
        </div>
        <Part title="What was read">
          <ul>
            {dataset.sources.map((source) => (
              <li key={source.path} className="flex gap-3 py-0.5">
                <span className="min-w-0 flex-1 truncate" title={source.path}>
                  {source.path}
                </span>
                <span className="shrink-0 text-muted tabular">{formatBytes(source.bytes)}</span>
                <span className="shrink-0 font-mono text-label text-muted max-[999px]:hidden" title={source.sha256}>
                  {source.sha256.slice(0, 12)}…
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-2 tabular">
            {counted(dataset.conversationsRead, "conversation")} gave {counted(dataset.examples, "example")}.
          </p>
          <Reasons title="Left out" counts={dataset.skipped} />
          <Reasons title="Shortened, and kept" counts={dataset.shortened} />
        </Part>
        <Part title="Recipe">
          <ul className="list-disc pl-5">
            {describeRecipe(dataset.recipe).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="mt-3 text-label text-muted">
            Made <Time iso={dataset.createdAt} />. The same recipe on the same sources gives the same bytes.
          </p>
        </Part>
      </div>
    </Pane>
  );
}
