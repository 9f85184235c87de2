import { useVirtualizer } from "@tanstack/react-virtual";
import { TriangleAlert } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useMemo } from "react";
import { isApiError } from "../../../shared/api-error.ts";
import type { Conversation } from "../../../shared/contract/conversations.ts";
import { Chip } from "../../ui/chip.tsx";
import { counted } from "../../ui/format.ts";
import { Message } from "../../ui/message.tsx";
import { estimateHeight, firstHit } from "./hits.ts";

/** Up to here all of a conversation is drawn, so that the browser's own search and selection reach every message. */
const DRAWN_WHOLE = 100;
const HEAD_HEIGHT = 80;

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

function SystemPrompt({ conversation, needle }: { conversation: Conversation; needle: string }) {
  const { systemPrompt, systemPromptName } = conversation;
  if (systemPrompt === null) return null;
  return (
    <details className="mt-5" open={systemPrompt.length < 600 || needle !== ""}>
      <summary className="mb-2 text-label font-medium text-muted">
        System prompt{systemPromptName === null ? "" : `, ${systemPromptName}`},{" "}
        {counted(systemPrompt.length, "character")}
      </summary>
      <Message role="system" speaker="System prompt" text={systemPrompt} needle={needle} />
    </details>
  );
}

interface MessagesProps {
  conversation: Conversation;
  /** What was searched for: it is marked, and the first message that holds it is shown first. */
  needle: string;
  isPlain: boolean;
  /** What stands above the messages and scrolls with them. */
  head: ReactNode;
  scroller: RefObject<HTMLDivElement | null>;
}

/** The messages of a conversation, of which only those in sight exist once there are many. */
export function Messages({ conversation, needle, isPlain, head, scroller }: MessagesProps) {
  const { messages } = conversation;
  // The head is a row too, so that its height may change as theirs may. Heights are asked for again with each row that
  // is measured: of 20,000 messages, reckoning them each time took most of a frame.
  const heights = useMemo(() => [HEAD_HEIGHT, ...messages.map(estimateHeight)], [messages]);
  const count = heights.length;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => heights[row] ?? HEAD_HEIGHT,
    overscan: count > DRAWN_WHOLE ? 4 : count,
  });
  const hit = useMemo(() => firstHit(conversation, needle), [conversation, needle]);
  useEffect(() => {
    if (hit > 0) virtualizer.scrollToIndex(hit + 1, { align: "start" });
  }, [hit, virtualizer]);
  return (
    <div role="list" aria-label="Messages" className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index: row, start }) => {
        const message = messages[row - 1];
        return (
          <div
            key={row}
            ref={virtualizer.measureElement}
            data-index={row}
            role="listitem"
            aria-posinset={row + 1}
            aria-setsize={count}
            className="absolute inset-x-0 top-0 pb-5"
            style={{ transform: `translateY(${start}px)` }}
          >
            {message === undefined ? (
              <>
                {head}
                <SystemPrompt conversation={conversation} needle={needle} />
              </>
            ) : (
              <Message
                role={roleOf(message.role)}
                speaker={SPEAKERS[message.role] ?? message.role}
                text={message.content}
                isPlain={isPlain || needle !== ""}
                needle={needle}
                isMeasured
              >
                <Marks content={message.content} />
              </Message>
            )}
          </div>
        );
      })}
    </div>
  );
}
