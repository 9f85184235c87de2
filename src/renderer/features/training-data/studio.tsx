import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { OpenedSource } from "../../../shared/contract/files.ts";
import type { Recipe } from "../../../shared/contract/training-data.ts";
import { fileStateOf } from "../../bridge/file-state.ts";
import { useOperation, useOperationRoute, useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { useOpenFile } from "../../ui/files/open-file.tsx";
import { formatCount } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { useToasts } from "../../ui/toasts.tsx";
import { useDebounced } from "../../ui/use-debounced.ts";
import { useMedia } from "../../ui/use-media.ts";
import { type Advice, adviceOf, obstacleOf } from "./advice.ts";
import { CheckRow } from "./checks.tsx";
import { type Draft, draftSchema, EMPTY_DRAFT, readyRecipe } from "./draft.ts";
import { Examples } from "./examples.tsx";
import { RecipeSteps } from "./recipe-steps.tsx";

interface WriteProps {
  draft: Draft;
  recipe: Recipe | null;
  obstacle: string | null;
  onChange: (draft: Draft) => void;
  suggestedName: string;
}

/** The one button at the end: writes the files, says how far it is, and can be stopped. */
function Write({ draft, recipe, obstacle, onChange, suggestedName }: WriteProps) {
  const [, navigate] = useLocation();
  const prepare = useOperation("trainingData.prepare");
  const name = draft.name.trim() === "" ? suggestedName : draft.name.trim();
  const files = recipe === null || recipe.validationFraction === null ? 1 : 2;
  const write = async () => {
    if (recipe === null) return;
    try {
      const sources = draft.sourceIds.map((sourceId) => ({ sourceId }));
      const made = await prepare.run({ sources, out: { name }, recipe });
      onChange(EMPTY_DRAFT);
      navigate(`/${made.datasetId}`);
    } catch {
      // It stands below the button.
    }
  };
  return (
    <div className="flex flex-col gap-3 p-4">
      <Field
        label="Name of the files"
        help={`${name}.train.jsonl${files === 2 ? ` and ${name}.validation.jsonl` : ""}, in the data folder`}
      >
        <TextInput
          value={draft.name}
          placeholder={suggestedName}
          maxLength={80}
          onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
      </Field>
      {prepare.isRunning ? (
        <>
          <ProgressBar label="Writing the files" value={null} />
          <div className="flex items-center gap-3">
            <span className="flex-1 text-muted tabular">
              {prepare.progress === null
                ? "Beginning …"
                : `${formatCount(prepare.progress.done)} ${prepare.progress.unit}`}
            </span>
            <Button onClick={prepare.stop}>Stop</Button>
          </div>
        </>
      ) : (
        <Button kind="primary" className="h-9" disabled={obstacle !== null} onClick={() => void write()}>
          {files === 2 ? "Write 2 files" : "Write the file"}
        </Button>
      )}
      {obstacle !== null && <p className="text-label text-muted">{obstacle}</p>}
      {prepare.error !== null && <ErrorNote error={prepare.error} />}
    </div>
  );
}

function useSourceModels(sources: readonly OpenedSource[]) {
  // The first source's models are offered; a recipe that names another keeps it.
  const [first] = sources;
  const inspection = useOperationRoute(
    "conversations.inspect",
    { source: { sourceId: first?.id ?? "" } },
    first === undefined ? { enabled: false } : { holdsFor: fileStateOf(first) },
  );
  return inspection.data?.models ?? [];
}

/** So many conversations are divided into training and validation at the least. */
const FEWEST_TO_SPLIT = 10;

/** A wish that came with the address is taken once; what was being put together is kept otherwise. */
function useDraft(wish: StudioProps["wish"]) {
  const [draft, setDraft] = useSetting("draft.training-data", draftSchema, EMPTY_DRAFT);
  const [, navigate] = useLocation();
  useEffect(() => {
    if (wish === null) return;
    const { conversations } = wish;
    // Of a handful nothing can be held back.
    const isHandful = conversations !== null && conversations.length < FEWEST_TO_SPLIT;
    const split = isHandful ? { validationFraction: null } : {};
    const recipe = { ...draft.recipe, ...split, onlyConversations: conversations };
    setDraft({ ...draft, sourceIds: [wish.sourceId], recipe });
    navigate("/new", { replace: true });
    // oxlint-disable-next-line react/exhaustive-deps -- the wish is taken when it comes, not when the draft changes
  }, [wish]);
  return [draft, setDraft] as const;
}

interface StudioProps {
  wish: { sourceId: string; conversations: string[] | null } | null;
}

type Column = "recipe" | "examples" | "write";

/** Where training data is put together: the recipe, what it makes of each conversation, and the files at the end. */
export function Studio({ wish }: StudioProps) {
  const [, navigate] = useLocation();
  const [draft, setDraft] = useDraft(wish);
  const openFile = useOpenFile();
  const { say } = useToasts();
  const sources = useRoute("sources.list", {}).data?.sources ?? [];
  const personas = useRoute("personas.list", {}).data?.personas ?? [];
  const settled = useDebounced(draft, 300);
  const ready = readyRecipe(settled);
  const recipe = "recipe" in ready ? ready.recipe : null;
  const totals = useOperationRoute(
    "trainingData.preview",
    {
      sources: settled.sourceIds.map((sourceId) => ({ sourceId })),
      recipe: recipe ?? {},
      view: { kind: "examples" },
      offset: 0,
      limit: 25,
    },
    { enabled: recipe !== null, keepPrevious: true },
  );
  const preview = recipe === null ? undefined : totals.data;
  const chosen = draft.sourceIds.flatMap((id) => sources.filter((source) => source.id === id));
  const models = useSourceModels(chosen);
  const isWide = useMedia("(min-width: 1100px)");
  const [column, setColumn] = useState<Column>("recipe");
  const obstacle =
    "obstacle" in ready ? ready.obstacle : preview === undefined ? null : obstacleOf(preview, ready.recipe);
  const advice: Advice[] = preview === undefined || recipe === null ? [] : adviceOf(preview, recipe);
  const suggestedName =
    (chosen[0]?.name ?? "training-data").replace(/\.[^.]*$/, "").replaceAll(/[^\p{L}\p{N} ._-]/gu, "-") ||
    "training-data";

  const beginAnew = () => {
    setDraft(EMPTY_DRAFT);
    say("Began anew.", { action: { label: "Undo", act: () => setDraft(draft) } });
  };

  const steps = (
    <RecipeSteps
      draft={draft}
      sources={sources}
      models={models}
      personas={personas}
      preview={preview}
      onChange={setDraft}
      onOpen={() =>
        openFile((source) => setDraft({ ...draft, sourceIds: [...new Set([...draft.sourceIds, source.id])] }))
      }
    />
  );
  const examples =
    recipe === null ? (
      <Empty title="Examples are shown here">{"obstacle" in ready ? ready.obstacle : ""}</Empty>
    ) : (
      <Examples
        key={JSON.stringify([settled.sourceIds, recipe])}
        sourceIds={settled.sourceIds}
        sourceNames={settled.sourceIds.map((id) => sources.find((source) => source.id === id)?.name ?? "")}
        recipe={recipe}
        totals={preview}
      />
    );
  const end = (
    <div>
      <ul aria-label="What the preview tells">
        {advice.map((one) => (
          <CheckRow key={one.title} {...one} />
        ))}
      </ul>
      <Write draft={draft} recipe={recipe} obstacle={obstacle} onChange={setDraft} suggestedName={suggestedName} />
      <p className="px-4 pb-4 text-label text-muted">
        Format, secrets, lengths and the price are checked line by line once the files are written.
      </p>
    </div>
  );
  return (
    <div className="flex h-full flex-col bg-surface">
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-border px-4">
        <IconButton label="Back to the datasets" icon={<ArrowLeft />} onClick={() => navigate("/")} className="-ml-2" />
        <h1 className="min-w-0 flex-1 truncate text-reading font-semibold max-[599px]:sr-only">New training data</h1>
        {!isWide && (
          <Segmented<Column>
            label="Part of the recipe"
            value={column}
            onChange={setColumn}
            choices={[
              { value: "recipe", label: "Recipe" },
              { value: "examples", label: "Examples" },
              { value: "write", label: "Write" },
            ]}
          />
        )}
        <Button onClick={beginAnew}>Begin anew</Button>
      </header>
      {isWide ? (
        <div className="grid min-h-0 flex-1 grid-cols-[300px_1fr_300px]">
          <div className="overflow-y-auto border-r border-border">{steps}</div>
          <div className="min-h-0 min-w-0">{examples}</div>
          <div className="overflow-y-auto border-l border-border">{end}</div>
        </div>
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto">{{ recipe: steps, examples, write: end }[column]}</div>
      )}
    </div>
  );
}
