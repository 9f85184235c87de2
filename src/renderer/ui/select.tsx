import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export interface Choice<V extends string> {
  value: V;
  label: string;
  /** A quiet second line. */
  note?: ReactNode;
}

interface SelectProps<V extends string> {
  /** Its name, read aloud; a visible label goes into a `Field`. */
  label: string;
  value: V;
  choices: readonly Choice<V>[];
  onChange: (value: V) => void;
  id?: string;
  isDisabled?: boolean;
  className?: string;
}

/** One of a few choices. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { label, value, choices, onChange, id, isDisabled = false, className } = props;
  return (
    <Base.Root<V>
      items={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={isDisabled}
      {...(id === undefined ? {} : { id })}
    >
      <Base.Trigger
        aria-label={label}
        className={classNames(
          "flex h-8 min-w-0 items-center gap-2 rounded-normal border border-border bg-surface px-3 text-left hover:bg-raised data-disabled:opacity-50",
          className,
        )}
      >
        <Base.Value className="min-w-0 flex-1 truncate" />
        <Base.Icon className="text-muted [&_svg]:size-3.5">
          <ChevronsUpDown />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) max-w-100 overflow-y-auto rounded-normal border border-border bg-surface py-1 shadow-floating outline-none">
            <Base.List>
              {choices.map((choice) => (
                <Base.Item
                  key={choice.value}
                  value={choice.value}
                  className="flex min-h-8 cursor-default items-center gap-2 px-3 py-1 outline-none select-none data-highlighted:bg-accent-soft"
                >
                  <span className="w-4 text-accent [&_svg]:size-4">
                    <Base.ItemIndicator>
                      <Check />
                    </Base.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <Base.ItemText className="block truncate">{choice.label}</Base.ItemText>
                    {choice.note !== undefined && <span className="block text-label text-muted">{choice.note}</span>}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
