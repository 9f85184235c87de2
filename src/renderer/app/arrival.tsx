import { type RefObject, useEffect, useRef } from "react";
import type { Section } from "./sections.tsx";

/** Lets the keyboard pass the rail: shown only while it has the focus. */
export function SkipLink({ target }: { target: RefObject<HTMLElement | null> }) {
  return (
    // A link to an anchor would be taken for an address of a section.
    <button
      type="button"
      onClick={() => target.current?.focus()}
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-normal focus:border focus:border-border focus:bg-surface focus:px-3 focus:py-1.5 focus:shadow-floating"
    >
      Skip to the section
    </button>
  );
}

/**
 * Moves the focus along when a section takes another's place and what had the focus went with it. Whoever came by the
 * rail stays there, and what a section focuses itself is left alone.
 */
export function useFocusOnArrival(section: Section | undefined, target: RefObject<HTMLElement | null>): void {
  const last = useRef(section);
  useEffect(() => {
    const previous = last.current;
    last.current = section;
    // The first section is where a page begins, and a page begins at its top.
    if (previous === undefined || previous === section) return;
    if (document.activeElement === null || document.activeElement === document.body) target.current?.focus();
  }, [section, target]);
}

/** Says which section is shown to those who listen: a change of address alone is silent. */
export function SectionAnnouncement({ section }: { section: Section | undefined }) {
  return (
    <p role="status" aria-label="Section" className="sr-only">
      {section?.title}
    </p>
  );
}
