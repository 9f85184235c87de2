import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { toErrorBody } from "../../shared/errors.ts";
import { Button, IconButton } from "./button.tsx";

/** Says something for a moment, at the lower edge. */
export interface Toasts {
  say(
    text: string,
    options?: { action?: { label: string; act: () => void }; onGone?: () => void; timeoutMs?: number },
  ): void;
  /** For a failure whose cause is no longer on the screen. */
  fail(error: unknown): void;
}

const SHOWN_MS = 5_000;

/** Lets a component say something that outlives it. */
export function useToasts(): Toasts {
  const { add, close } = Toast.useToastManager();
  const say = useCallback<Toasts["say"]>(
    (text, { action, onGone, timeoutMs = SHOWN_MS } = {}) => {
      const id = add({
        title: text,
        timeout: timeoutMs,
        ...(onGone === undefined ? {} : { onRemove: onGone }),
        ...(action === undefined
          ? {}
          : {
              actionProps: {
                children: action.label,
                onClick: () => {
                  action.act();
                  close(id);
                },
              },
            }),
      });
    },
    [add, close],
  );
  const fail = useCallback<Toasts["fail"]>(
    (error) => {
      const { message, hint } = toErrorBody(error);
      add({ type: "error", title: message, description: hint, timeout: 0, priority: "high" });
    },
    [add],
  );
  return { say, fail };
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="pointer-events-auto flex items-start gap-3 rounded-normal border border-border bg-surface py-2 pr-2 pl-4 shadow-floating transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex min-w-0 flex-1 items-start gap-3">
        <div className="min-w-0 flex-1 py-1.5">
          <Toast.Title className={toast.type === "error" ? "font-medium text-danger" : "font-medium"} />
          <Toast.Description className="mt-0.5 text-muted" />
        </div>
        {toast.actionProps !== undefined && <Toast.Action render={<Button />} />}
        <Toast.Close render={<IconButton label="Close this message" icon={<X />} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}

/** Keeps the messages of everything below it. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider limit={4}>
      {children}
      <Toast.Portal>
        <Toast.Viewport
          aria-label="Messages"
          className="pointer-events-none fixed bottom-9 left-1/2 max-[799px]:bottom-23 z-50 flex w-100 max-w-[calc(100vw-24px)] -translate-x-1/2 flex-col gap-2"
        >
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
