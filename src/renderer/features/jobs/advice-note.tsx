import { Info, TriangleAlert } from "lucide-react";
import type { AdviceNote } from "./advice.ts";

/** Remarks on what was chosen, each with a sign of how much it matters. */
export function Advice({ notes }: { notes: readonly AdviceNote[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-label">
      {notes.map(({ level, text }) => (
        <li key={text} className="flex items-start gap-2">
          {level === "warning" ? (
            <TriangleAlert aria-label="Warning" className="mt-px size-3.5 shrink-0 text-warning" />
          ) : (
            <Info aria-label="Note" className="mt-px size-3.5 shrink-0 text-muted" />
          )}
          <span className={level === "warning" ? "text-warning" : "text-muted"}>{text}</span>
        </li>
      ))}
    </ul>
  );
}
