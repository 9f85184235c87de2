import { useLate } from "./use-late.ts";

/** Says that something is on its way, once it takes noticeably long. */
export function Loading({ what }: { what: string }) {
  return (
    <div role="status" className="flex h-full items-center justify-center p-8 text-muted">
      {useLate(true) ? `Loading ${what} …` : null}
    </div>
  );
}
