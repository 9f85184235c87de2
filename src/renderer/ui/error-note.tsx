import { CircleAlert, Copy } from "lucide-react";
import type { ReactNode } from "react";
import { type ErrorBody, toErrorBody } from "../../shared/errors.ts";
import { Button, IconButton } from "./button.tsx";

interface ErrorNoteProps {
  /** What was thrown, or the body of an error. */
  error: Error | ErrorBody;
  onRetry?: (() => void) | undefined;
  /** What else can be done about it. */
  action?: ReactNode;
}

/** A failure beside its cause: what happened and why, what to do, and the words to copy. */
export function ErrorNote({ error, onRetry, action }: ErrorNoteProps) {
  const { code, message, hint } = error instanceof Error ? toErrorBody(error) : error;
  const copy = () => void navigator.clipboard.writeText([message, hint, `(${code})`].filter(Boolean).join("\n"));
  return (
    <div role="alert" className="flex items-start gap-2 rounded-normal border border-border bg-danger-soft p-3">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words whitespace-pre-wrap select-text">{message}</p>
        {hint !== undefined && <p className="mt-0.5 break-words text-muted select-text">{hint}</p>}
        {(onRetry !== undefined || action !== undefined) && (
          <div className="mt-2 flex flex-wrap gap-2">
            {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
            {action}
          </div>
        )}
      </div>
      <IconButton label="Copy this error" icon={<Copy />} onClick={copy} className="-m-1" />
    </div>
  );
}
