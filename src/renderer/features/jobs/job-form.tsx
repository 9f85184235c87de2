import { zodResolver } from "@hookform/resolvers/zod";
import { type ReactNode, type SubmitEvent, useEffect } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useLocation } from "wouter";
import { useCall } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Pane } from "../../ui/pane.tsx";
import { TrainingFile, ValidationFile } from "./data-fields.tsx";
import { useDraft, useFileChoices } from "./draft.ts";
import type { FileChoice } from "./file-choices.ts";
import { type Draft, EMPTY_DRAFT, formSchema, isEmptyDraft, type NewJob, startingDraft } from "./form-values.ts";
import { KeyField, ModelField, ProviderField } from "./model-fields.tsx";
import { OpenAISettings, TextSetting, TogetherSettings } from "./settings-fields.tsx";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="flex flex-col gap-4 border-t border-hairline pt-6 first:border-t-0 first:pt-0"
    >
      <h2 className="text-reading font-semibold">{title}</h2>
      {children}
    </section>
  );
}

interface FormProps {
  start: Draft;
  files: readonly FileChoice[];
}

/** Not every control is one that the form library could focus. */
function focusFirstError(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>("[data-invalid] :is(input, button)")?.focus();
}

function Form({ start, files }: FormProps) {
  const [, navigate] = useLocation();
  const [, keepDraft] = useDraft();
  const create = useCall("jobs.create");
  const { control, handleSubmit, reset, subscribe } = useForm<Draft, unknown, NewJob>({
    defaultValues: start,
    resolver: zodResolver(formSchema),
    mode: "onTouched",
    shouldFocusError: false,
  });
  useEffect(
    () =>
      subscribe({
        formState: { values: true },
        callback: ({ values }) => keepDraft(isEmptyDraft(values) ? null : values),
      }),
    [subscribe, keepDraft],
  );
  const provider = useWatch({ control, name: "provider" });
  const save = (event: SubmitEvent<HTMLFormElement>) => {
    const form = event.currentTarget;
    const send = (job: NewJob) =>
      create.mutate(job, {
        onSuccess: ({ id }) => {
          keepDraft(null);
          navigate(`/${id}`);
        },
      });
    // What is wrong is marked with the next paint.
    void handleSubmit(send, () => requestAnimationFrame(() => focusFirstError(form)))(event);
  };
  const discard = () => {
    reset(EMPTY_DRAFT);
    keepDraft(null);
    navigate("/new");
  };
  return (
    <form onSubmit={save} noValidate className="flex h-full flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="@container flex max-w-200 flex-col gap-6 p-6 max-[499px]:p-4">
          <Part title="Job">
            <TextSetting
              control={control}
              name="name"
              label="Name"
              advice="What you call it. It stays here; the suffix below is what the provider sees."
            />
            <ProviderField control={control} />
            <ModelField control={control} />
            <KeyField control={control} />
          </Part>
          <Part title="Data">
            <TrainingFile control={control} files={files} />
            <ValidationFile control={control} files={files} />
          </Part>
          <Part title="Settings">
            {provider === "together" ? <TogetherSettings control={control} /> : <OpenAISettings control={control} />}
            <TextSetting
              control={control}
              name="suffix"
              label="Suffix (optional)"
              advice={`Becomes part of the tuned model's name. At most ${provider === "together" ? 40 : 64} characters.`}
            />
            <TextSetting
              control={control}
              name="seed"
              label="Seed (optional)"
              placeholder="any"
              advice="The same seed with the same settings gives nearly the same result."
            />
          </Part>
        </div>
      </div>
      <footer className="flex shrink-0 flex-col gap-3 border-t border-border px-6 py-3 max-[499px]:px-4">
        {create.error !== null && <ErrorNote error={create.error} />}
        <div className="flex flex-wrap items-center gap-2">
          <p className="text-label text-muted">Nothing is sent yet: the job waits until you run it.</p>
          <div className="ml-auto flex gap-2">
            <Button onClick={discard}>Discard draft</Button>
            <Button kind="primary" type="submit" disabled={create.isPending}>
              Create job
            </Button>
          </div>
        </div>
      </footer>
    </form>
  );
}

/** The form for a new job; `datasetId` is the data that somebody came with: a dataset, or a file that was opened. */
export function JobForm({ datasetId }: { datasetId: string | null }) {
  const [draft] = useDraft();
  const { files, error } = useFileChoices();
  const origin = datasetId ?? draft?.origin ?? "";
  return (
    <Pane title="New job" back="/">
      {error !== null ? (
        <div className="p-4">
          <ErrorNote error={error} />
        </div>
      ) : files === undefined ? (
        <Loading what="the form" />
      ) : (
        <Form key={origin} start={startingDraft(draft, datasetId, files)} files={files} />
      )}
    </Pane>
  );
}
