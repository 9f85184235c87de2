import { ToggleGroup } from "@base-ui/react/toggle-group";
import { Toggle } from "@base-ui/react/toggle";

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  choices: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** Two to four choices side by side, one of them pressed. */
export function Segmented<V extends string>({ label, value, choices, onChange }: SegmentedProps<V>) {
  return (
    <ToggleGroup<V>
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      className="inline-flex h-7 shrink-0 w-fit overflow-hidden rounded-normal border border-border"
    >
      {choices.map((choice) => (
        <Toggle
          key={choice.value}
          value={choice.value}
          className="border-l border-border px-3 text-muted first:border-l-0 hover:text-text focus-visible:-outline-offset-2 data-pressed:bg-raised data-pressed:font-medium data-pressed:text-text"
        >
          {choice.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
