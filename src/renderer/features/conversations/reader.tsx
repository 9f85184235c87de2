import { Download, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { isApiError } from "../../../shared/api-error.ts";
import type { Conversation } from "../../../shared/contract/conversations.ts";
import { useRoute } from "../../bridge/routes.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { useCommand } from "../../ui/commands.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { useExport } from "../../ui/files/export-dialog.tsx";
import { counted, formatCount } from "../../ui/format.ts";
import { Loading } from "../../ui/loading.tsx";
import { Message } from "../../ui/message.tsx";
import { Pane } from "../../ui/pane.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { filterSchema, NO_FILTER } from "./filter.ts";
import { z } from "zod";

/** So many messages are drawn at first, and again whenever the end comes near. */
const STEP = 100;

const SPEAKERS: Record<string, string> = { user: "User", assistant: "Assistant", system: "System" };

type Role = "user" | "assistant" | "system";
const roleOf = (role: string): Role => (role === "assistant" || role === "system" ? role : "user");

function Marks({ content }: { content: string }) {
  if (content.trim() === "")
    return (
      <Chip tone="warning" icon={<TriangleAlert aria-hidden />}>
        empty message
      </Chip>
    );
  if (!isApiError(content)) return null;
  return (
    <Chip tone="danger" icon={<TriangleAlert aria-hidden />}>
      API error stored as a message
    </Chip>
  );
}

/** What is still to be drawn; says so once the reader comes near. */
function More({ left, onNear }: { left: number; onNear: () => void }) {
  const mark = useRef<HTMLParagraphElement>(null);
  const latest = useRef(onNear);
  useEffect(() => {
    if (mark.current === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && latest.current(), {
      rootMargin: "1200px",
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);
  return (
    <p ref={mark} className="text-label text-muted">
      {formatCount(left)} more below
    </p>
  );
}

function Messages({ conversation, needle, isPlain }: { conversation: Conversation; needle: string; isPlain: boolean }) {
  const { messages, systemPrompt, systemPromptName } = conversation;
  const [shown, setShown] = useState(STEP);
  const hasMore = shown < messages.length;
  return (
    <>
      {systemPrompt !== null && (
        <details className="group/prompt" open={systemPrompt.length < 600}>
          <summary className="mb-2 text-label font-medium text-muted">
            System prompt{systemPromptName === null ? "" : `, ${systemPromptName}`},{" "}
            {counted(systemPrompt.length, "character")}
          </summary>
          <Message role="system" speaker="System prompt" text={systemPrompt} needle={needle} />
        </details>
      )}
      {messages.slice(0, shown).map((message) => (
        <Message
          key={message.index}
          role={roleOf(message.role)}
          speaker={SPEAKERS[message.role] ?? message.role}
          text={message.content}
          isPlain={isPlain || needle !== ""}
          needle={needle}
        >
          <Marks content={message.content} />
        </Message>
      ))}
      {hasMore && <More key={shown} left={messages.length - shown} onNear={() => setShown(shown + STEP)} />}
    </>
  );
}

/** One conversation, to be read. */
export function Reader({ sourceId, id }: { sourceId: string; id: string }) {
  const { data, error, isPending, refetch } = useRoute("conversations.show", { source: { sourceId }, id });
  const [{ search }] = useSetting(`layout.conversations.${sourceId}`, filterSchema, NO_FILTER);
  const [view, setView] = useSetting("layout.reader", z.enum(["plain", "markdown"]), "plain");
  const take = useExport();
  const exportIt = () =>
    take({
      artifact: { kind: "conversation", source: { sourceId }, id },
      title: "Export this conversation",
      name: `conversation-${id.replaceAll(/[^\w.-]/g, "_")}.json`,
    });
  useCommand("file.export", exportIt, data !== undefined);
  return (
    <Pane
      back={`/${sourceId}`}
      title={data?.name ?? <span className="font-mono text-label font-normal text-muted">{id}</span>}
      actions={
        <>
          <Segmented
            label="How messages are shown"
            value={view}
            onChange={setView}
            choices={[
              { value: "plain", label: "Plain" },
              { value: "markdown", label: "Markdown" },
            ]}
          />
          <IconButton label="Export this conversation" icon={<Download />} onClick={exportIt} />
          <Button
            nativeButton={false}
            render={<Link href={`~/training-data/new/${sourceId}/${encodeURIComponent(id)}`} />}
          >
            Use as training data
          </Button>
        </>
      }
    >
      <div
        id="reader"
        tabIndex={0}
        className="h-full overflow-y-auto focus-visible:-outline-offset-2"
        aria-label="Conversation"
        role="region"
      >
        {isPending && <Loading what="the conversation" />}
        {error !== null && (
          <div className="p-4">
            <ErrorNote error={error} onRetry={() => void refetch()} />
          </div>
        )}
        {data !== undefined && (
          <div className="flex flex-col gap-5 p-6 max-[799px]:p-4">
            <p className="text-label text-muted tabular select-text">
              {[
                data.model,
                data.createdAt === null ? null : `${data.createdAt}, zone unknown`,
                counted(data.messages.length, "message"),
                id,
              ]
                .filter((part) => part !== null && part !== "")
                .join(" · ")}
            </p>
            {data.isCut && (
              <Chip tone="warning" icon={<TriangleAlert aria-hidden />}>
                longer than can be shown whole
              </Chip>
            )}
            <Messages conversation={data} needle={search} isPlain={view === "plain"} />
          </div>
        )}
      </div>
    </Pane>
  );
}
