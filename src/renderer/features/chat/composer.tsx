import { type KeyboardEvent, useEffect, useRef } from "react";
import { z } from "zod";
import type { ErrorBody } from "../../../shared/errors.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { Button } from "../../ui/button.tsx";
import { useCommand } from "../../ui/commands.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Kbd } from "../../ui/kbd.tsx";

interface ComposerProps {
  /** Under which the draft is kept. */
  draft: string;
  placeholder: string;
  /** Why nothing can be sent now, or null. */
  obstacle: string | null;
  isStreaming: boolean;
  /** Rejects where the message was not accepted: it then stays in the box. */
  onSend: (message: string) => Promise<void>;
  onStop: () => void;
  error: ErrorBody | null;
}

/** One box for what is said to every pane. Enter sends, Shift+Enter breaks the line, Escape stops the replies. */
export function Composer(props: ComposerProps) {
  const { draft, placeholder, obstacle, isStreaming, onSend, onStop, error } = props;
  const [text, setText] = useSetting(`draft.chat.${draft}`, z.string(), "");
  const box = useRef<HTMLTextAreaElement>(null);
  const canSend = obstacle === null && !isStreaming && text.trim() !== "";
  useCommand("chat.stop", onStop, isStreaming);
  useCommand("find", () => box.current?.focus());
  useEffect(() => box.current?.focus(), []);

  const send = async () => {
    if (!canSend) return;
    try {
      await onSend(text);
      // It stays in the box until it was accepted; what was typed meanwhile stays after that.
      const now = box.current?.value ?? text;
      setText(now.startsWith(text) ? now.slice(text.length) : now);
    } catch {
      // What was not accepted is still there; the reason stands above.
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className="shrink-0 border-t border-border bg-surface p-3">
      {error !== null && (
        <div className="mb-3">
          <ErrorNote error={error} />
        </div>
      )}
      <div className="flex items-end gap-2">
        <textarea
          ref={box}
          value={text}
          aria-label={placeholder}
          placeholder={placeholder}
          rows={1}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-[30vh] min-h-10 min-w-0 flex-1 resize-none rounded-normal border border-border bg-raised px-3 py-2 text-reading"
        />
        {isStreaming ? (
          <Button onClick={onStop} shortcut={<Kbd keys="Escape" />} className="h-10">
            Stop
          </Button>
        ) : (
          <Button kind="primary" onClick={() => void send()} disabled={!canSend} className="h-10">
            Send
          </Button>
        )}
      </div>
      {obstacle !== null && text.trim() !== "" && <p className="mt-2 text-label text-warning">{obstacle}</p>}
    </div>
  );
}
