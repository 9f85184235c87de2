import { Check, ChevronDown, ChevronUp, Copy, Download, Heading, TriangleAlert, Type } from "lucide-react";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { z } from "zod";
import { type CommandId, COMMANDS } from "../../../shared/commands.ts";
import type { Conversation } from "../../../shared/contract/conversations.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { useCommand, useShortcuts } from "../../ui/commands.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { useExport } from "../../ui/files/export-dialog.tsx";
import { counted } from "../../ui/format.ts";
import { describeShortcut } from "../../ui/kbd.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Pane } from "../../ui/pane.tsx";
import type { Browsing } from "./browsing.ts";
import { asPlainText } from "./hits.ts";
import { useConversation } from "./inspection.ts";
import { Messages } from "./messages.tsx";

function Head({ conversation }: { conversation: Conversation }) {
  const { id, model, createdAt, messages, isCut } = conversation;
  const facts = [
    model,
    createdAt === null ? null : `${createdAt}, zone unknown`,
    counted(messages.length, "message"),
    id,
  ];
  return (
    <>
      <p className="text-label text-muted tabular select-text">
        {facts.filter((fact) => fact !== null && fact !== "").join(" · ")}
      </p>
      {isCut && (
        <Chip tone="warning" icon={<TriangleAlert aria-hidden />}>
          longer than can be shown whole
        </Chip>
      )}
    </>
  );
}

/** The ways to the conversations before and after this one in the table. */
function Neighbours({ next, previous }: Pick<Browsing, "next" | "previous">) {
  const { keysOf } = useShortcuts();
  const withKeys = (id: CommandId) => {
    const keys = keysOf(id);
    return keys === null ? COMMANDS[id].title : `${COMMANDS[id].title} (${describeShortcut(keys)})`;
  };
  useCommand("conversation.next", () => next?.(), next !== null);
  useCommand("conversation.previous", () => previous?.(), previous !== null);
  return (
    <div className="flex">
      <IconButton
        label={withKeys("conversation.previous")}
        icon={<ChevronUp />}
        disabled={previous === null}
        focusableWhenDisabled
        onClick={() => previous?.()}
      />
      <IconButton
        label={withKeys("conversation.next")}
        icon={<ChevronDown />}
        disabled={next === null}
        focusableWhenDisabled
        onClick={() => next?.()}
      />
    </div>
  );
}

function CopyAll({ conversation }: { conversation: Conversation | undefined }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <IconButton
      label={isCopied ? "Copied" : "Copy this conversation"}
      icon={isCopied ? <Check /> : <Copy />}
      disabled={conversation === undefined}
      onClick={() => {
        if (conversation === undefined) return;
        void navigator.clipboard.writeText(asPlainText(conversation)).then(() => setCopied(true));
      }}
      onBlur={() => setCopied(false)}
    />
  );
}

interface ReaderProps {
  sourceId: string;
  id: string;
  browsing: Browsing;
}

/** One conversation, to be read. */
export function Reader({ sourceId, id, browsing }: ReaderProps) {
  const { data, error, isPending, refetch } = useConversation(sourceId, id);
  const [view, setView] = useSetting("layout.reader", z.enum(["plain", "markdown"]), "plain");
  const scroller = useRef<HTMLDivElement>(null);
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
          <Neighbours next={browsing.next} previous={browsing.previous} />
          <IconButton
            label={view === "plain" ? "Show Markdown as it is meant" : "Show Markdown as it is written"}
            icon={view === "plain" ? <Heading /> : <Type />}
            onClick={() => setView(view === "plain" ? "markdown" : "plain")}
          />
          <CopyAll conversation={data} />
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
        ref={scroller}
        id="reader"
        tabIndex={0}
        className="h-full overflow-y-auto p-6 focus-visible:-outline-offset-2 max-[799px]:p-4"
        aria-label="Conversation"
        role="region"
      >
        {isPending && <Loading what="the conversation" />}
        {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {data !== undefined && (
          <Messages
            conversation={data}
            needle={browsing.settled.search}
            isPlain={view === "plain"}
            head={<Head conversation={data} />}
            scroller={scroller}
          />
        )}
      </div>
    </Pane>
  );
}
