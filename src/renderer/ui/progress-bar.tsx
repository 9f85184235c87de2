import { Progress } from "@base-ui/react/progress";

/** How far something has come: `value` from 0 to 1, or null where nobody knows. */
export function ProgressBar({ label, value }: { label: string; value: number | null }) {
  return (
    <Progress.Root aria-label={label} value={value === null ? null : value * 100} className="w-full">
      <Progress.Track className="h-1 overflow-hidden rounded-full bg-border">
        <Progress.Indicator className="h-full rounded-full bg-accent transition-[width] data-indeterminate:w-1/3 data-indeterminate:animate-pulse" />
      </Progress.Track>
    </Progress.Root>
  );
}
