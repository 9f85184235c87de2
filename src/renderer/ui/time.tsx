import { formatExact, formatRelative } from "./format.ts";

/** A moment of ours: said relative to now, the exact time on hover. */
export function Time({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={formatExact(iso)}>
      {formatRelative(iso)}
    </time>
  );
}
