import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "wouter";
import type { Chat, Pane, PendingReply } from "../../../shared/contract/chat.ts";
import type { ErrorBody, ErrorCode } from "../../../shared/errors.ts";
import { useCall } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { classNames } from "../../ui/class-names.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Message } from "../../ui/message.tsx";
import { shortModel } from "./choices.ts";
import { FollowEnd } from "./follow-end.tsx";
import { hasGap, joinText } from "./join-text.ts";
import { linesOf } from "./lines.ts";
import { useHeardReply } from "./replies.ts";

const ENDED: Record<Exclude<PendingReply["state"], "streaming" | "failed">, string> = {
  stopped: "You stopped this reply: it is not part of the conversation.",
  interrupted: "Tunewright ended before this reply was whole: it is not part of the conversation.",
};

/** Errors that another key can mend. */
const ABOUT_KEYS = new Set<ErrorCode>(["no_key", "wrong_key", "wrong_account"]);

function Failure({ error, actions }: { error: ErrorBody; actions: ReactNode }) {
  const addKey = ABOUT_KEYS.has(error.code) && (
    <Button nativeButton={false} render={<Link href="~/settings/keys/new" />}>
      Add a key
    </Button>
  );
  return (
    <ErrorNote
      error={error}
      action={
        <>
          {addKey}
          {actions}
        </>
      }
    />
  );
}

/** What can be done about an exchange that came to nothing, and why it did. */
function Outcome({
  pending,
  onRetry,
  onDismiss,
}: {
  pending: PendingReply;
  onRetry: () => void;
  onDismiss: () => void;
}) {
  const actions = (
    <>
      <Button onClick={onRetry}>Try again</Button>
      <Button kind="quiet" onClick={onDismiss}>
        Dismiss
      </Button>
    </>
  );
  if (pending.state === "streaming") return null;
  if (pending.state === "failed") return pending.error && <Failure error={pending.error} actions={actions} />;
  return (
    <div className="flex flex-wrap items-center gap-3 text-muted">
      <p className="min-w-0 flex-1 basis-60">{ENDED[pending.state]}</p>
      {actions}
    </div>
  );
}

/** The text of a running reply as it comes; after a gap the core is asked for what was missed. */
function useReplyText(chatId: string, pending: PendingReply | null): string {
  const queries = useQueryClient();
  const heard = useHeardReply(pending?.replyId ?? null);
  const known = pending?.text ?? "";
  const isMissing = pending?.state === "streaming" && hasGap(known, heard);
  useEffect(() => {
    if (isMissing) void queries.invalidateQueries({ queryKey: ["chat.show", { id: chatId }] });
  }, [isMissing, queries, chatId]);
  return pending?.state === "streaming" ? joinText(known, heard) : known;
}

/** Says politely when a reply has come, and what it says: not token by token. */
function Announcement({ pane }: { pane: Pane }) {
  const last = pane.messages.at(-1);
  const [atFirst] = useState(pane.messages.length);
  const isNew = pane.messages.length > atFirst && last?.role === "assistant";
  return (
    <div aria-live="polite" className="sr-only">
      {pane.pending?.state === "streaming" ? `${shortModel(pane.model)} is writing.` : ""}
      {isNew && pane.pending === null ? `${shortModel(pane.model)}: ${last.content}` : ""}
    </div>
  );
}

interface ChatPaneProps {
  chat: Chat;
  pane: Pane;
  /** The pane's place in the chat, from 0. */
  number: number;
  isTuned: boolean;
  onRetry: (message: string) => void;
}

function PaneHeader({ pane, isTuned }: { pane: Pane; isTuned: boolean }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-border px-4">
      <span
        aria-hidden
        className={classNames("size-2 shrink-0 rounded-full", isTuned ? "bg-accent" : "bg-base-model")}
      />
      <h2 className="min-w-0 truncate font-semibold" title={pane.model}>
        {pane.model}
      </h2>
      <span className="shrink-0 text-muted">{isTuned ? "tuned" : "base"}</span>
      {pane.provider === "practice" && <Chip tone="warning">practice</Chip>}
      <span className="ml-auto truncate text-label text-muted" title={pane.systemPrompt ?? undefined}>
        {pane.systemPrompt === null ? "no prompt" : (pane.persona ?? "own prompt")}
      </span>
    </header>
  );
}

/** One conversation of a chat: whom it is with, and what was said. */
export function ChatPane({ chat, pane, number, isTuned, onRetry }: ChatPaneProps) {
  const dismiss = useCall("chat.dismiss");
  const { pending } = pane;
  const text = useReplyText(chat.id, pending);
  return (
    <section
      aria-label={`Conversation with ${pane.model}`}
      className="flex min-h-0 min-w-0 flex-1 flex-col border-l border-border first:border-l-0 max-[799px]:border-t max-[799px]:border-l-0 max-[799px]:first:border-t-0"
    >
      <PaneHeader pane={pane} isTuned={isTuned} />
      <div className="min-h-0 flex-1">
        <FollowEnd>
          {pane.systemPrompt !== null && (
            <Message
              role="system"
              speaker={pane.persona === null ? "System prompt" : `System prompt, ${pane.persona}`}
              text={pane.systemPrompt}
            />
          )}
          {linesOf(pane, text).map((line, index) => (
            <Message
              // A conversation only grows at its end, and a reply that has become whole keeps its place.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              role={line.role}
              speaker={line.role === "user" ? "You" : shortModel(pane.model)}
              text={line.text}
              note={line.note}
              isTuned={isTuned}
              isStreaming={line.isStreaming}
            />
          ))}
          {pending !== null && (
            <Outcome
              pending={pending}
              onRetry={() => onRetry(pending.message)}
              onDismiss={() => dismiss.mutate({ id: chat.id, pane: number })}
            />
          )}
        </FollowEnd>
      </div>
      <Announcement pane={pane} />
    </section>
  );
}
