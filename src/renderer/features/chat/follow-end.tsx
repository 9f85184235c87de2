import { type ReactNode, useLayoutEffect, useRef } from "react";

/** How near to the end the reader has to be for the view to follow what comes, in pixels. */
const NEAR_END = 48;

/** Keeps the view at the end for as long as the reader is there. */
export function FollowEnd({ children }: { children: ReactNode }) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const [outer, inner] = [scroller.current, content.current];
    if (outer === null || inner === null) return undefined;
    const follow = () => {
      if (isAtEnd.current) outer.scrollTop = outer.scrollHeight;
    };
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(inner);
    observer.observe(outer);
    return () => observer.disconnect();
  }, []);
  const lastTop = useRef(0);
  const onScroll = () => {
    const outer = scroller.current;
    if (outer === null) return;
    const isNear = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR_END;
    // Only a reader scrolls up; what grows below moves the end away and not the view.
    if (isNear || outer.scrollTop < lastTop.current) isAtEnd.current = isNear;
    lastTop.current = outer.scrollTop;
  };
  return (
    <div
      ref={scroller}
      onScroll={onScroll}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Messages"
      className="h-full overflow-y-auto focus-visible:-outline-offset-2"
    >
      <div ref={content} className="flex flex-col gap-5 p-6 max-[799px]:p-4">
        {children}
      </div>
    </div>
  );
}
