import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Chat, Pane, PendingReply } from "../../../shared/contract/chat.ts";
import { useCall } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Message } from "../../ui/message.tsx";
import { shortModel } from "./choices.ts";
import { hasGap, joinText } from "./join-text.ts";
import { describeNumbers } from "./reply-numbers.ts";
import { useHeardReply } from "./replies.ts";

/** How near to the end the reader has to be for the view to follow what comes, in pixels. */
const NEAR_END = 48;

/** Keeps the view at the end for as long as the reader is there. */
function FollowEnd({ children }: { children: ReactNode }) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const [outer, inner] = [scroller.current, content.current];
    if (outer === null || inner === null) return undefined;
    const follow = () => {
      if (isAtEnd.current) outer.scrollTop = outer.scrollHeight;
    };
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(inner);
    observer.observe(outer);
    return () => observer.disconnect();
  }, []);
  const lastTop = useRef(0);
  const onScroll = () => {
    const outer = scroller.current;
    if (outer === null) return;
    const isNear = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR_END;
    // Only a reader scrolls up; what grows below moves the end away and not the view.
    if (isNear || outer.scrollTop < lastTop.current) isAtEnd.current = isNear;
    lastTop.current = outer.scrollTop;
  };
  return (
    <div
      ref={scroller}
      onScroll={onScroll}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Messages"
      className="h-full overflow-y-auto focus-visible:-outline-offset-2"
    >
      <div ref={content} className="flex flex-col gap-5 p-6 max-[799px]:p-4">
        {children}
      </div>
    </div>
  );
}

const ENDED: Record<Exclude<PendingReply["state"], "streaming" | "failed">, string> = {
  stopped: "You stopped this reply: it is not part of the conversation.",
  interrupted: "Tunewright ended before this reply was whole: it is not part of the conversation.",
};

interface PendingProps {
  chat: Chat;
  number: number;
  pane: Pane;
  pending: PendingReply;
  isTuned: boolean;
  onRetry: () => void;
}

/** An exchange that is still coming, or that came to nothing. */
function Pending({ chat, number, pane, pending, isTuned, onRetry }: PendingProps) {
  const queries = useQueryClient();
  const heard = useHeardReply(pending.replyId);
  const dismiss = useCall("chat.dismiss");
  const isStreaming = pending.state === "streaming";
  const text = isStreaming ? joinText(pending.text, heard) : pending.text;
  const isMissing = isStreaming && hasGap(pending.text, heard);
  useEffect(() => {
    if (isMissing) void queries.invalidateQueries({ queryKey: ["chat.show", { id: chat.id }] });
  }, [isMissing, queries, chat.id]);
  const actions = (
    <>
      <Button onClick={onRetry}>Try again</Button>
      <Button kind="quiet" onClick={() => dismiss.mutate({ id: chat.id, pane: number })}>
        Dismiss
      </Button>
    </>
  );
  return (
    <>
      <Message role="user" speaker="You" text={pending.message} />
      {(isStreaming || text !== "") && (
        <Message
          role="assistant"
          speaker={shortModel(pane.model)}
          text={text}
          isTuned={isTuned}
          isStreaming={isStreaming}
          note={isStreaming ? (text === "" ? "waiting for the first token" : "streaming") : undefined}
        />
      )}
      {pending.state === "failed" && pending.error !== null && <ErrorNote error={pending.error} action={actions} />}
      {(pending.state === "stopped" || pending.state === "interrupted") && (
        <div className="flex flex-wrap items-center gap-3 text-muted">
          <p className="min-w-0 flex-1 basis-60">{ENDED[pending.state]}</p>
          {actions}
        </div>
      )}
    </>
  );
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
  number: number;
  isTuned: boolean;
  onRetry: (message: string) => void;
}

/** One conversation of a chat: whom it is with, and what was said. */
export function ChatPane({ chat, number, isTuned, onRetry }: ChatPaneProps) {
  const pane = chat.panes[number];
  if (pane === undefined) return null;
  const { pending } = pane;
  return (
    <section
      aria-label={`Conversation with ${pane.model}`}
      className="flex min-h-0 min-w-0 flex-1 flex-col border-l border-border first:border-l-0 max-[799px]:border-t max-[799px]:border-l-0 max-[799px]:first:border-t-0"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-border px-4">
        <span aria-hidden className={`size-2 shrink-0 rounded-full ${isTuned ? "bg-accent" : "bg-base-model"}`} />
        <h2 className="min-w-0 truncate font-semibold" title={pane.model}>
          {pane.model}
        </h2>
        <span className="shrink-0 text-muted">{isTuned ? "tuned" : "base"}</span>
        {pane.provider === "practice" && <Chip tone="warning">practice</Chip>}
        <span className="ml-auto truncate text-label text-muted" title={pane.systemPrompt ?? undefined}>
          {pane.systemPrompt === null ? "no prompt" : (pane.persona ?? "own prompt")}
        </span>
      </header>
      <div className="min-h-0 flex-1">
        <FollowEnd>
          {pane.systemPrompt !== null && (
            <Message
              role="system"
              speaker={pane.persona === null ? "System prompt" : `System prompt, ${pane.persona}`}
              text={pane.systemPrompt}
            />
          )}
          {pane.messages.map((message, index) => (
            <Message
              // A conversation only grows at its end.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              role={message.role}
              speaker={message.role === "user" ? "You" : shortModel(pane.model)}
              text={message.content}
              isTuned={isTuned}
              note={message.numbers === null ? undefined : describeNumbers(message.numbers)}
            />
          ))}
          {pending !== null && (
            <Pending
              chat={chat}
              number={number}
              pane={pane}
              pending={pending}
              isTuned={isTuned}
              onRetry={() => onRetry(pending.message)}
            />
          )}
        </FollowEnd>
      </div>
      <Announcement pane={pane} />
    </section>
  );
}
