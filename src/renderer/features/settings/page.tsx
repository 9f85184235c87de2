import type { ReactNode } from "react";
import { Pane } from "../../ui/pane.tsx";

/** A page of the settings: a heading, its actions, and what it holds at a width that reads well. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Pane back="/" title={title} actions={actions}>
      <div className="h-full overflow-y-auto">
        <div className="max-w-180 p-4">{children}</div>
      </div>
    </Pane>
  );
}
