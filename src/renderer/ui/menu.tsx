import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A menu that opens from its trigger, which needs a name of its own. */
export function Menu({ trigger, children }: { trigger: ReactElement<Record<string, unknown>>; children: ReactNode }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50 outline-none">
          <Base.Popup className="min-w-44 rounded-normal border border-border bg-surface py-1 shadow-floating outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  onSelect: () => void;
  isDisabled?: boolean;
  isDangerous?: boolean;
  shortcut?: ReactNode;
  children: ReactNode;
}

/** One thing that a menu can do. */
export function MenuItem({ onSelect, isDisabled = false, isDangerous = false, shortcut, children }: MenuItemProps) {
  return (
    <Base.Item
      onClick={onSelect}
      disabled={isDisabled}
      className={classNames(
        "flex h-8 cursor-default items-center gap-2 px-3 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-accent-soft [&_svg]:size-4",
        isDangerous && "text-danger",
      )}
    >
      <span className="flex flex-1 items-center gap-2">{children}</span>
      {shortcut}
    </Base.Item>
  );
}

/** A line between groups of a menu. */
export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-hairline" />;
}
