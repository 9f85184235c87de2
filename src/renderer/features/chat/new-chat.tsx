import { ArrowLeft, Columns2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import type { PaneChoice } from "../../../shared/contract/chat.ts";
import type { Job } from "../../../shared/contract/jobs.ts";
import { toErrorBody, type ErrorBody } from "../../../shared/errors.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { useCall, useOperationRoute, useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { useIsNarrow } from "../../ui/use-media.ts";
import { draftSchema, EMPTY_PANE, modelGroups } from "./choices.ts";
import { Composer } from "./composer.tsx";
import { PaneSetup } from "./pane-setup.tsx";
import { useSending } from "./replies.ts";

/** The base of a tuned model, as the ledger knows it. */
function baseOf(model: string, jobs: readonly Job[]): string | null {
  return jobs.find((job) => job.fineTunedModel === model)?.model ?? null;
}

/** Prompts of only white space are none. */
function tidy(pane: PaneChoice): PaneChoice {
  const text = pane.systemPrompt?.trim() ?? "";
  return text === "" ? { ...pane, systemPrompt: null, persona: null } : pane;
}

/** Chooses whom to talk to; the chat is made when the first message is sent. */
export function NewChat({ model }: { model: string | null }) {
  const [, navigate] = useLocation();
  const isNarrow = useIsNarrow();
  const [draft, setDraft] = useSetting("draft.chat.panes", draftSchema, { panes: [EMPTY_PANE] });
  const [chosen, setChosen] = useState(model);
  const models = useOperationRoute("models.list", {});
  const jobs = useRoute("jobs.list", {}).data?.jobs ?? [];
  const personas = useRoute("personas.list", {}).data?.personas ?? [];
  const create = useCall("chat.create");
  const { send, isSending } = useSending();
  const [refusal, setRefusal] = useState<ErrorBody | null>(null);

  // A model in the address is a wish for a chat with it alone, until something else is chosen.
  const [first = EMPTY_PANE] = draft.panes;
  const panes = chosen === null ? draft.panes : [{ ...first, model: chosen }];
  const change = (next: PaneChoice[]) => {
    setChosen(null);
    setDraft({ panes: next });
  };
  const base = baseOf(panes[0]?.model ?? "", jobs);
  const addPane = () =>
    change([
      ...panes,
      {
        ...panes[0],
        model: base ?? "",
        systemPrompt: panes[0]?.systemPrompt ?? null,
        persona: panes[0]?.persona ?? null,
      },
    ]);
  const unavailable = models.data?.unavailable ?? [];
  const remark =
    models.error?.message ??
    (models.isPending
      ? "Asking the providers for their models …"
      : unavailable.map((one) => `${PROVIDER_NAMES[one.provider]}: ${one.reason}`).join(" ") || undefined);

  const start = async (message: string) => {
    setRefusal(null);
    try {
      const chat = await create.mutateAsync({ panes: panes.map(tidy) });
      // What is not accepted is shown in the chat, where it can be tried again.
      await send(
        chat,
        panes.map((_, number) => number),
        message,
      ).catch(() => undefined);
      navigate(`/${chat.id}`);
    } catch (error) {
      setRefusal(toErrorBody(error));
      throw error;
    }
  };
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-border px-4">
        {isNarrow && (
          <IconButton label="Back to the list" icon={<ArrowLeft />} onClick={() => navigate("/")} className="-ml-2" />
        )}
        <h1 className="min-w-0 flex-1 truncate text-reading font-semibold">New chat</h1>
        {panes.length === 1 && (
          <Button onClick={addPane}>
            <Columns2 aria-hidden className="size-4" />
            {base === null ? "Add a model beside it" : "Put its base beside it"}
          </Button>
        )}
      </header>
      <div className="flex min-h-0 flex-1 overflow-y-auto max-[799px]:flex-col">
        {panes.map((pane, number) => (
          <PaneSetup
            key={number === 0 ? "left" : "right"}
            title={panes.length === 1 ? "Model" : number === 0 ? "Left model" : "Right model"}
            choice={pane}
            groups={modelGroups(models.data?.models ?? [])}
            remark={remark}
            personas={personas}
            onChange={(next) => change(panes.map((other, at) => (at === number ? next : other)))}
            onRemove={panes.length === 1 ? null : () => change(panes.filter((_, at) => at !== number))}
          />
        ))}
      </div>
      <Composer
        draft="new"
        placeholder={panes.length > 1 ? "Write to both" : "Write a message"}
        obstacle={panes.some((pane) => pane.model.trim() === "") ? "Choose a model first." : null}
        isStreaming={isSending || create.isPending}
        onSend={start}
        onStop={() => undefined}
        error={refusal}
      />
    </div>
  );
}
