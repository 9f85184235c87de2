import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { classNames } from "./class-names.ts";
import { IconButton } from "./button.tsx";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** Buttons at the end, the one to do next last. */
  actions?: ReactNode;
  width?: "normal" | "wide";
  children?: ReactNode;
}

/** A dialog above everything: Escape and the cross close it, and the focus goes back to where it came from. */
export function Dialog({ isOpen, onClose, title, description, actions, width = "normal", children }: DialogProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          // What is to be written comes before the cross.
          initialFocus={() => content.current?.querySelector<HTMLElement>("input:not([hidden]), textarea") ?? true}
          className={classNames(
            "fixed top-[12vh] left-1/2 z-40 flex max-h-[76vh] w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-normal border border-border bg-surface shadow-floating transition-[opacity,transform] data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0",
            width === "wide" ? "max-w-180" : "max-w-120",
          )}
        >
          <header className="flex items-start gap-2 border-b border-hairline py-3 pr-2 pl-4">
            <div className="min-w-0 flex-1 py-1">
              <Base.Title className="text-reading font-semibold">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="mt-1 text-muted" render={<div />}>
                  {description}
                </Base.Description>
              )}
            </div>
            <Base.Close render={<IconButton label="Close" icon={<X />} />} />
          </header>
          <div ref={content} className="min-h-0 flex-1 overflow-y-auto p-4">
            {children}
          </div>
          {actions !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-hairline p-3">{actions}</footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
