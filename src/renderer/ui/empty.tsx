import type { ReactNode } from "react";

/** What a place is for while there is nothing in it: one sentence and one action. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex h-full min-h-40 flex-col items-center justify-center gap-3 p-8 text-center">
      <h2 className="text-reading font-semibold">{title}</h2>
      {children !== undefined && <p className="max-w-90 text-muted">{children}</p>}
      {action !== undefined && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
