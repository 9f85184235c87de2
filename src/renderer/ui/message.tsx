import { Check, Copy } from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import { IconButton } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { Markdown } from "./markdown.tsx";
import { Marked } from "./marked.tsx";

function CopyButton({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <IconButton
      label={isCopied ? "Copied" : "Copy this message"}
      icon={isCopied ? <Check /> : <Copy />}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      onBlur={() => setCopied(false)}
      className="size-6 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
    />
  );
}

interface MessageProps {
  role: "user" | "assistant" | "system";
  /** Who speaks, in the label. */
  speaker: string;
  text: string;
  /** The model it belongs to was tuned: its hairline has the accent. */
  isTuned?: boolean;
  isStreaming?: boolean;
  isPlain?: boolean;
  /** Where a search found it: these places are marked, in plain text. */
  needle?: string;
  /** Its height is measured by a list that leaves out what is not in sight itself. */
  isMeasured?: boolean;
  /** A quiet line below. */
  note?: ReactNode;
  children?: ReactNode;
}

/** One message: told apart by its label and the hairline in the margin. */
export const Message = memo(function Message(props: MessageProps) {
  const {
    role,
    speaker,
    text,
    isTuned = false,
    isStreaming = false,
    isPlain = role !== "assistant",
    needle = "",
    isMeasured = false,
    note,
    children,
  } = props;
  return (
    <article
      aria-label={speaker}
      className={classNames(
        "group border-l-2 pl-4",
        !isMeasured && "[content-visibility:auto] [contain-intrinsic-size:auto_80px]",
        role === "assistant" ? (isTuned ? "border-accent" : "border-base-model") : "border-border",
      )}
    >
      <header className="flex h-6 items-center gap-2 text-label font-medium text-muted">
        <span className="truncate">{speaker}</span>
        {text !== "" && !isStreaming && <CopyButton text={text} />}
      </header>
      <div className="max-w-[72ch] text-reading break-words select-text">
        {isPlain ? (
          <p className="whitespace-pre-wrap">
            <Marked text={text} needle={needle} />
          </p>
        ) : (
          <Markdown text={text} isStreaming={isStreaming} />
        )}
      </div>
      {children}
      {note !== undefined && note !== "" && <p className="mt-1 text-label text-muted tabular">{note}</p>}
    </article>
  );
});
