import type { ReactNode } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { z } from "zod";
import { useSetting } from "../bridge/settings.tsx";
import { useIsNarrow } from "./use-media.ts";

const layoutSchema = z.record(z.string(), z.number());

interface SplitProps {
  /** Under which the sizes are remembered. */
  name: string;
  list: ReactNode;
  detail: ReactNode;
  /** On a narrow window only one of them is shown. */
  shows: "list" | "detail";
  /** Width of the list at first, in pixels. */
  listWidth?: number;
}

/** List and detail side by side with a splitter that remembers, or one of them where the window is narrow. */
export function Split({ name, list, detail, shows, listWidth = 360 }: SplitProps) {
  const isNarrow = useIsNarrow();
  const [layout, setLayout] = useSetting(`layout.${name}`, layoutSchema, {});
  if (isNarrow) return <div className="h-full min-w-0 bg-surface">{shows === "list" ? list : detail}</div>;
  return (
    <Group
      orientation="horizontal"
      className="h-full"
      {...(Object.keys(layout).length === 0 ? {} : { defaultLayout: layout })}
      onLayoutChanged={(next, { isUserInteraction }) => isUserInteraction && setLayout(next)}
    >
      <Panel id="list" defaultSize={listWidth} minSize={220} groupResizeBehavior="preserve-pixel-size">
        <div className="h-full min-w-0 bg-surface">{list}</div>
      </Panel>
      <Separator
        aria-label="Width of the list"
        className="relative w-px bg-border outline-none after:absolute after:inset-y-0 after:-left-0.5 after:w-1 hover:after:bg-accent focus-visible:after:bg-accent data-[separator=active]:after:bg-accent"
      />
      <Panel id="detail" minSize={320}>
        <div className="h-full min-w-0 bg-surface">{detail}</div>
      </Panel>
    </Group>
  );
}
