import { Autocomplete } from "@base-ui/react/autocomplete";
import { ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { classNames } from "./class-names.ts";
import { INPUT_LOOK } from "./field.tsx";

export interface Suggestion {
  /** What is written when it is chosen. */
  value: string;
  /** A quiet remark beside it. */
  note?: ReactNode;
}

export interface SuggestionGroup {
  label: string;
  items: Suggestion[];
}

interface SuggestProps {
  /** Its name, read aloud; a visible label goes into a `Field`. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  groups: readonly SuggestionGroup[];
  placeholder?: string;
  /** Stands below the suggestions, such as what could not be fetched. */
  remark?: ReactNode;
  isDisabled?: boolean;
  className?: string;
}

/** A text of one's own with suggestions in groups: all of them until something is typed, then those that match. */
export function Suggest(props: SuggestProps) {
  const { label, value, onChange, groups, placeholder, remark, isDisabled = false, className } = props;
  const [isTyped, setTyped] = useState(false);
  const filled = groups.filter(({ items }) => items.length > 0);
  return (
    <Autocomplete.Root
      items={filled.map((group) => ({ ...group, value: group.label }))}
      itemToStringValue={(item: Suggestion) => item.value}
      value={value}
      onValueChange={(next, { reason }) => {
        setTyped(reason === "input-change");
        onChange(next);
      }}
      onOpenChange={(isOpen) => isOpen && setTyped(false)}
      mode={isTyped ? "list" : "none"}
      openOnInputClick
      disabled={isDisabled}
    >
      <div className={classNames("relative min-w-0", className)}>
        <Autocomplete.Input
          aria-label={label}
          placeholder={placeholder}
          spellCheck={false}
          className={classNames(INPUT_LOOK, "truncate pr-8")}
        />
        <Autocomplete.Trigger
          aria-label={`Show suggestions for ${label}`}
          className="absolute inset-y-0 right-0 flex w-8 items-center justify-center text-muted [&_svg]:size-3.5"
        >
          <ChevronsUpDown />
        </Autocomplete.Trigger>
      </div>
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} align="start" className="z-50 outline-none">
          <Autocomplete.Popup className="max-h-[min(var(--available-height),360px)] min-w-(--anchor-width) max-w-[min(var(--available-width),480px)] overflow-y-auto rounded-normal border border-border bg-surface py-1 shadow-floating outline-none">
            <Autocomplete.Empty className="px-3 py-2 text-muted empty:hidden">
              {isTyped ? "Not among the suggestions; it is taken as it is written." : null}
            </Autocomplete.Empty>
            <Autocomplete.List>
              {(group: SuggestionGroup) => (
                <Autocomplete.Group key={group.label} items={group.items}>
                  <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 text-label text-muted">
                    {group.label}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(item: Suggestion) => (
                      <Autocomplete.Item
                        key={item.value}
                        value={item}
                        className="flex min-h-8 cursor-default items-center gap-3 px-3 py-1 outline-none select-none data-highlighted:bg-accent-soft"
                      >
                        <span className="min-w-0 flex-1 break-words">{item.value}</span>
                        {item.note !== undefined && <span className="shrink-0 text-label text-muted">{item.note}</span>}
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
            {remark !== undefined && (
              <div className="mt-1 border-t border-hairline px-3 pt-2 pb-1 text-label text-muted">{remark}</div>
            )}
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
