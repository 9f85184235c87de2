import type { ReactNode } from "react";
import { Link } from "wouter";
import { classNames } from "./class-names.ts";

interface ListLinkProps {
  href: string;
  isCurrent: boolean;
  /** Shown on hover, such as a whole path. */
  title?: string;
  /** What else can be done, beside the row while it is hovered or has the focus. */
  more?: ReactNode;
  children: ReactNode;
}

/** A row of a list that leads somewhere; the one that is shown is marked. */
export function ListLink({ href, isCurrent, title, more, children }: ListLinkProps) {
  return (
    <li
      className={classNames(
        "group relative flex items-center border-b border-hairline",
        isCurrent && "bg-accent-soft shadow-[inset_2px_0_0_var(--color-accent)]",
      )}
    >
      <Link
        href={href}
        title={title}
        aria-current={isCurrent ? "page" : undefined}
        className="block min-w-0 flex-1 px-4 py-2 text-text no-underline focus-visible:-outline-offset-2"
      >
        {children}
      </Link>
      {more !== undefined && (
        <div className="absolute right-2 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">{more}</div>
      )}
    </li>
  );
}
