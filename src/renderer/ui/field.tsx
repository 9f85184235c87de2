import { Field as Base } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

const BOX =
  "w-full rounded-normal border border-border bg-surface px-3 placeholder:text-muted data-invalid:border-danger disabled:opacity-50";

/** The look of a one-line box, for inputs outside a field. */
export const INPUT_LOOK = classNames(BOX, "h-8");

interface FieldProps {
  label: string;
  /** Advice that stands below while there is no error. */
  help?: ReactNode;
  /** What is wrong with the value, beside its cause. */
  error?: string | undefined;
  children: ReactNode;
  className?: string;
}

/** A labelled control with its help or its error. */
export function Field({ label, help, error, children, className }: FieldProps) {
  return (
    <Base.Root invalid={error !== undefined} className={classNames("flex flex-col gap-1", className)}>
      <Base.Label className="font-medium">{label}</Base.Label>
      {children}
      {error === undefined
        ? help !== undefined && (
            <Base.Description className="text-label text-muted" render={<div />}>
              {help}
            </Base.Description>
          )
        : error !== "" && (
            <Base.Error match className="text-label text-danger">
              {error}
            </Base.Error>
          )}
    </Base.Root>
  );
}

/** A one-line text in a `Field`. */
export function TextInput(props: Omit<ComponentProps<typeof Base.Control>, "className">) {
  return <Base.Control {...props} className={INPUT_LOOK} />;
}

/** A text of several lines in a `Field`. */
export function TextArea({ rows = 4, ...props }: Omit<ComponentProps<"textarea">, "className" | "ref">) {
  return <Base.Control render={<textarea rows={rows} {...props} />} className={classNames(BOX, "resize-y py-2")} />;
}
