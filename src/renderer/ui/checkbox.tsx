import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import type { ReactNode } from "react";

interface CheckboxProps {
  label: ReactNode;
  /** A quiet second line. */
  help?: ReactNode;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  isDisabled?: boolean;
}

/** A box to tick, its words beside it. */
export function Checkbox({ label, help, isChecked, onChange, isDisabled = false }: CheckboxProps) {
  return (
    <label className="flex items-start gap-2">
      <Base.Root
        checked={isChecked}
        onCheckedChange={onChange}
        disabled={isDisabled}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-small border border-border bg-surface data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50"
      >
        <Base.Indicator className="text-on-accent [&_svg]:size-3">
          <Check strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      <span className="min-w-0">
        {label}
        {help !== undefined && <span className="block text-label text-muted">{help}</span>}
      </span>
    </label>
  );
}
