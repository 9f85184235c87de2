import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

interface VirtualListProps {
  /** Its name, read aloud. */
  label: string;
  count: number;
  /** Height of a row in pixels; 32, or 48 for two lines. */
  rowHeight: number;
  /** The chosen row, or -1. */
  selected: number;
  /** The row to begin at, where none is chosen: where one was before. */
  startAt?: number;
  onSelect: (index: number) => void;
  /** Enter on a row, or a double click. */
  onOpen?: (index: number) => void;
  children: (index: number, isSelected: boolean) => ReactNode;
  /** Hears which rows are shown, so that they can be fetched. */
  onRange?: (first: number, last: number) => void;
  id?: string;
}

/** A list of any length of which only the rows in sight exist. Arrows, Home, End and the page keys move the choice. */
export function VirtualList(props: VirtualListProps) {
  const { label, count, rowHeight, selected, startAt = 0, onSelect, onOpen, children, onRange, id } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    // One row above it, so that it is seen to be in the middle of a list.
    initialOffset: Math.max(0, startAt - 1) * rowHeight,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [first, last, onRange]);
  useEffect(() => {
    if (selected >= 0 && selected < count) virtualizer.scrollToIndex(selected, { align: "auto" });
    // oxlint-disable-next-line react/exhaustive-deps -- scrolling follows a change of the choice, not of the list
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const next: Record<string, number> = {
      ArrowDown: selected + 1,
      ArrowUp: selected < 0 ? 0 : selected - 1,
      PageDown: selected + page,
      PageUp: selected - page,
      Home: 0,
      End: count - 1,
    };
    if (event.key === "Enter" && selected >= 0) return onOpen?.(selected);
    const wanted = next[event.key];
    if (wanted === undefined || count === 0) return undefined;
    event.preventDefault();
    return onSelect(Math.min(count - 1, Math.max(0, wanted)));
  };
  const rowId = (index: number) => `${id ?? label}-${index}`;
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={selected >= first && selected <= last ? rowId(selected) : undefined}
      onKeyDown={onKeyDown}
      className="h-full overflow-y-auto outline-none focus-visible:outline-2 focus-visible:-outline-offset-2"
    >
      <div style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            id={rowId(index)}
            role="option"
            aria-selected={index === selected}
            aria-posinset={index + 1}
            aria-setsize={count}
            onMouseDown={() => onSelect(index)}
            onDoubleClick={() => onOpen?.(index)}
            style={{
              position: "absolute",
              top: 0,
              left: 0,
              right: 0,
              height: rowHeight,
              transform: `translateY(${start}px)`,
            }}
            className="border-b border-hairline aria-selected:bg-accent-soft aria-selected:shadow-[inset_2px_0_0_var(--color-accent)]"
          >
            {children(index, index === selected)}
          </div>
        ))}
      </div>
    </div>
  );
}
