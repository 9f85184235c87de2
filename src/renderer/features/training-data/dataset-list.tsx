import { useLocation } from "wouter";
import type { Dataset } from "../../../shared/contract/training-data.ts";
import { useRoute } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { baseName, counted } from "../../ui/format.ts";
import { ListLink } from "../../ui/list-link.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Pane } from "../../ui/pane.tsx";
import { Time } from "../../ui/time.tsx";

/** What a dataset is called: its training file, without the endings. */
export function datasetName({ id, files }: Pick<Dataset, "id" | "files">): string {
  const train = files.find((file) => file.role === "train");
  return train === undefined ? id : baseName(train.path).replace(/(\.train)?\.jsonl$/, "");
}

function describeFiles(files: Dataset["files"]): string {
  const [train, validation] = (["train", "validation"] as const).map((role) =>
    files.find((file) => file.role === role),
  );
  const held = validation === undefined ? "" : ` and ${counted(validation.examples, "held back", "held back")}`;
  return `${counted(train?.examples ?? 0, "example")}${held}`;
}

/** Datasets, newest first. */
export function DatasetList() {
  const [location, navigate] = useLocation();
  const { data, error, isPending, refetch } = useRoute("datasets.list", {});
  const datasets = data?.datasets ?? [];
  const create = (
    <Button kind="primary" onClick={() => navigate("/new")}>
      New training data
    </Button>
  );
  return (
    <Pane title="Training data" actions={create}>
      {isPending && <Loading what="datasets" />}
      {error !== null && (
        <div className="p-4">
          <ErrorNote error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data !== undefined && datasets.length === 0 && (
        <Empty title="No training data yet" action={create}>
          Turn conversations into examples a model can learn from; whatever is left out is counted and named.
        </Empty>
      )}
      <ul aria-label="Datasets" className="h-full overflow-y-auto empty:hidden">
        {datasets.map((dataset) => (
          <ListLink key={dataset.id} href={`/${dataset.id}`} isCurrent={location === `/${dataset.id}`}>
            <span className="flex gap-2">
              <span className="min-w-0 flex-1 truncate font-medium">{datasetName(dataset)}</span>
              <span className="shrink-0 text-label text-muted">
                <Time iso={dataset.createdAt} />
              </span>
            </span>
            <span className="block truncate text-label text-muted tabular">{describeFiles(dataset.files)}</span>
          </ListLink>
        ))}
      </ul>
    </Pane>
  );
}
