import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { IconButton } from "./button.tsx";
import { useIsNarrow } from "./use-media.ts";

interface PaneProps {
  title: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  /** A second bar, such as search and facets. */
  bar?: ReactNode;
  /** Where the arrow leads that a narrow window shows in a detail. */
  back?: string;
  children: ReactNode;
}

/** A column of the frame: its heading, perhaps a bar, and what scrolls below. */
export function Pane({ title, actions, bar, back, children }: PaneProps) {
  const isNarrow = useIsNarrow();
  const [, navigate] = useLocation();
  return (
    <section className="flex h-full min-w-0 flex-col">
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b border-border px-4 py-1.5 max-[799px]:flex-wrap">
        {back !== undefined && isNarrow && (
          <IconButton label="Back to the list" icon={<ArrowLeft />} className="-ml-2" onClick={() => navigate(back)} />
        )}
        <h1 className="min-w-0 flex-1 truncate text-reading font-semibold max-[799px]:min-w-32">{title}</h1>
        {actions}
      </header>
      {bar !== undefined && <div className="shrink-0 border-b border-border px-4 py-2">{bar}</div>}
      <div className="min-h-0 flex-1">{children}</div>
    </section>
  );
}
