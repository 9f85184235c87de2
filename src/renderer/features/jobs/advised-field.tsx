import { Field as Base } from "@base-ui/react/field";
import type { ReactNode } from "react";
import type { AdviceNote } from "./advice.ts";
import { Advice } from "./advice-note.tsx";

interface AdvisedFieldProps {
  label: string;
  /** What one does with it at first, and what it takes. */
  advice: ReactNode;
  /** A remark on the value as it stands. */
  note?: AdviceNote | undefined;
  error: string | undefined;
  children: ReactNode;
}

/** A labelled control with advice beside it, below where there is no room; an error stands under the control. */
export function AdvisedField({ label, advice, note, error, children }: AdvisedFieldProps) {
  return (
    <Base.Root
      invalid={error !== undefined}
      className="grid gap-x-4 gap-y-1 @min-[560px]:grid-cols-[minmax(0,320px)_minmax(0,1fr)]"
    >
      <div className="flex flex-col gap-1">
        <Base.Label className="font-medium">{label}</Base.Label>
        {children}
        <Base.Error match={error !== undefined} className="text-label text-danger">
          {error}
        </Base.Error>
        {error === undefined && note !== undefined && <Advice notes={[note]} />}
      </div>
      <Base.Description render={<div />} className="text-label text-muted @min-[560px]:pt-7">
        {advice}
      </Base.Description>
    </Base.Root>
  );
}
