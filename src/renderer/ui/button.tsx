import { Button as BaseButton } from "@base-ui/react/button";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Tooltip } from "./tooltip.tsx";

type Kind = "primary" | "normal" | "quiet" | "danger";

const LOOK: Record<Kind, string> = {
  primary: "bg-accent text-on-accent border-accent hover:opacity-90",
  normal: "bg-surface border-border text-text hover:bg-raised",
  quiet: "border-transparent text-muted hover:bg-raised hover:text-text",
  danger: "bg-surface border-border text-danger hover:bg-danger-soft",
};

interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, "className"> {
  kind?: Kind;
  /** The shortcut that does the same, shown beside the words. */
  shortcut?: ReactNode;
  className?: string;
}

/** A button: its words say the verb and the object. `primary` is for the one thing to do next. */
export function Button({ kind = "normal", shortcut, className, children, ...props }: ButtonProps) {
  return (
    <BaseButton
      type="button"
      {...props}
      className={classNames(
        "inline-flex h-8 shrink-0 no-underline items-center justify-center gap-2 rounded-normal border px-3 font-medium whitespace-nowrap transition-[opacity,background-color]",
        "data-disabled:pointer-events-none data-disabled:opacity-50",
        LOOK[kind],
        className,
      )}
    >
      {children}
      {shortcut}
    </BaseButton>
  );
}

interface IconButtonProps extends Omit<ComponentProps<typeof BaseButton>, "className" | "children" | "aria-label"> {
  /** What it does, read aloud and shown as a tooltip. */
  label: string;
  icon: ReactNode;
  className?: string;
}

/** A button that is only a picture; its label is its name. */
export function IconButton({ label, icon, className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <BaseButton
        type="button"
        aria-label={label}
        {...props}
        className={classNames(
          "inline-flex size-8 shrink-0 items-center justify-center rounded-normal text-muted transition-colors hover:bg-raised hover:text-text data-disabled:pointer-events-none data-disabled:opacity-50 [&_svg]:size-4",
          className,
        )}
      >
        {icon}
      </BaseButton>
    </Tooltip>
  );
}
