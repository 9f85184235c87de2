import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "neutral" | "accent" | "success" | "warning" | "danger";

const LOOK: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-accent bg-accent-soft",
  success: "text-success bg-success-soft",
  warning: "text-warning bg-warning-soft",
  danger: "text-danger bg-danger-soft",
};

/** A state in a word; `icon` says it to those who do not see the colour. */
export function Chip({ tone = "neutral", icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-label font-medium whitespace-nowrap [&_svg]:size-3",
        LOOK[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
