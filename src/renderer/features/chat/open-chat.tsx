import { ArrowLeft, Copy, Database, Ellipsis } from "lucide-react";
import { useLocation } from "wouter";
import type { Chat } from "../../../shared/contract/chat.ts";
import { useCall, useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { useToasts } from "../../ui/toasts.tsx";
import { useIsNarrow } from "../../ui/use-media.ts";
import { ChatPane } from "./chat-pane.tsx";
import { draftSchema, EMPTY_PANE } from "./choices.ts";
import { Composer } from "./composer.tsx";
import { useSending } from "./replies.ts";

/** What can be done with a whole chat. */
function ChatActions({ chat }: { chat: Chat }) {
  const [, navigate] = useLocation();
  const { fail } = useToasts();
  const openChats = useCall("files.openChats");
  const [, setDraft] = useSetting("draft.chat.panes", draftSchema, { panes: [EMPTY_PANE] });
  const kept = chat.panes.filter((pane) => pane.messages.length > 0).map((pane) => pane.conversationId);
  const train = async () => {
    try {
      const source = await openChats.mutateAsync({});
      navigate(`~/training-data/new/${source.id}/${kept.map(encodeURIComponent).join(",")}`);
    } catch (error) {
      fail(error);
    }
  };
  const again = () => {
    setDraft({
      panes: chat.panes.map(({ model, systemPrompt, persona }) => ({ model, systemPrompt, persona })),
    });
    navigate("/new");
  };
  const isIdle = kept.length > 0 && !openChats.isPending;
  if (useIsNarrow()) {
    return (
      <Menu trigger={<IconButton label="More for this chat" icon={<Ellipsis />} />}>
        <MenuItem onSelect={() => void train()} isDisabled={!isIdle}>
          <Database aria-hidden /> Use as training data
        </MenuItem>
        <MenuItem onSelect={again}>
          <Copy aria-hidden /> New chat like this
        </MenuItem>
      </Menu>
    );
  }
  return (
    <>
      <Button onClick={() => void train()} disabled={!isIdle}>
        <Database aria-hidden className="size-4" />
        Use as training data
      </Button>
      <Button onClick={again}>
        <Copy aria-hidden className="size-4" />
        New chat like this
      </Button>
    </>
  );
}

/** A saved chat, with its panes side by side above one composer. */
export function OpenChat({ id }: { id: string }) {
  const [, navigate] = useLocation();
  const isNarrow = useIsNarrow();
  const { data: chat, error, isPending, refetch } = useRoute("chat.show", { id });
  const jobs = useRoute("jobs.list", {}).data?.jobs ?? [];
  const { send, stop, isSending, error: refusal } = useSending();
  if (isPending) return <Loading what="the chat" />;
  if (chat === undefined) {
    return (
      <div className="p-6">
        <ErrorNote
          error={error ?? new Error("The chat could not be read.")}
          onRetry={() => void refetch()}
          action={<Button onClick={() => navigate("/new")}>New chat</Button>}
        />
      </div>
    );
  }
  const tuned = new Set(jobs.map((job) => job.fineTunedModel));
  const isStreaming = isSending || chat.panes.some((pane) => pane.pending?.state === "streaming");
  const all = chat.panes.map((_, number) => number);
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-border px-4">
        {isNarrow && (
          <IconButton label="Back to the list" icon={<ArrowLeft />} onClick={() => navigate("/")} className="-ml-2" />
        )}
        <h1 className="min-w-0 flex-1 truncate text-reading font-semibold">
          {chat.title === "" ? "New chat" : chat.title}
        </h1>
        <ChatActions chat={chat} />
      </header>
      <div className="flex min-h-0 flex-1 max-[799px]:flex-col">
        {chat.panes.map((pane, number) => (
          <ChatPane
            key={pane.conversationId}
            chat={chat}
            pane={pane}
            number={number}
            isTuned={tuned.has(pane.model) || pane.model.startsWith("ft:")}
            onRetry={(message) => void send(chat, [number], message).catch(() => undefined)}
          />
        ))}
      </div>
      <Composer
        draft={id}
        placeholder={chat.panes.length > 1 ? "Write to both" : "Write a message"}
        obstacle={null}
        isStreaming={isStreaming}
        onSend={(message) => send(chat, all, message)}
        onStop={() => stop(chat)}
        error={refusal}
      />
    </div>
  );
}
