import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import { IconButton } from "../../ui/button.tsx";

const SAID_MS = 1_500;

/** A button that copies a text, and says that it has. */
export function CopyButton({ what, text }: { what: string; text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <IconButton
      label={isCopied ? "Copied" : `Copy ${what}`}
      icon={isCopied ? <Check /> : <Copy />}
      onClick={() => void copy()}
      className="-my-0.5 size-6 [&_svg]:size-3.5"
    />
  );
}

/** A number that is looked at while a job runs. */
export function Figure({ label, children, title }: { label: string; children: ReactNode; title?: string }) {
  return (
    <div title={title}>
      <dt className="text-label text-muted">{label}</dt>
      <dd className="tabular text-reading font-medium">{children}</dd>
    </div>
  );
}

/** A fact beside its name; nothing is shown where there is none. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <div className="grid grid-cols-[132px_minmax(0,1fr)] gap-x-3 border-b border-hairline py-1.5 max-[499px]:grid-cols-1">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 break-words select-text">{children}</dd>
    </div>
  );
}

/** A text that a machine made, such as an id or a model's name, with a button to copy it. */
export function Verbatim({ what, text }: { what: string; text: string }) {
  return (
    <span className="flex max-w-full items-center gap-1">
      <span className="min-w-0 font-mono text-label break-all">{text}</span>
      <CopyButton what={what} text={text} />
    </span>
  );
}
