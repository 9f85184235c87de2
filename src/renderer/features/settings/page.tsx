import type { DragEvent, ReactNode } from "react";
import { Pane } from "../../ui/pane.tsx";

interface PageProps {
  title: string;
  actions?: ReactNode;
  /** Takes a file that is dropped on the page. */
  onFile?: (file: File) => void;
  children: ReactNode;
}

/** A page of the settings: a heading, its actions, and what it holds at a width that reads well. */
export function Page({ title, actions, onFile, children }: PageProps) {
  const onDrop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    if (onFile === undefined || file === undefined) return;
    event.preventDefault();
    onFile(file);
  };
  return (
    <Pane back="/" title={title} actions={actions}>
      <div
        className="h-full overflow-y-auto"
        onDragOver={(event) => onFile !== undefined && event.preventDefault()}
        onDrop={onDrop}
      >
        <div className="max-w-180 p-4">{children}</div>
      </div>
    </Pane>
  );
}
