import { Link, useLocation } from "wouter";
import { classNames } from "../ui/class-names.ts";
import { useShortcuts } from "../ui/commands.ts";
import { describeShortcut } from "../ui/kbd.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { type Section, sectionOf, SECTIONS } from "./sections.tsx";

function RailLink({ section, isCurrent, address }: { section: Section; isCurrent: boolean; address: string }) {
  const { keysOf } = useShortcuts();
  const keys = keysOf(section.command);
  const Icon = section.icon;
  return (
    <Tooltip text={keys === null ? section.title : `${section.title}  ${describeShortcut(keys)}`}>
      <Link
        href={address}
        aria-current={isCurrent ? "page" : undefined}
        className={classNames(
          "flex h-12 w-14 flex-col items-center justify-center gap-1 rounded-normal text-[11px] leading-none no-underline transition-colors max-[799px]:h-11 max-[799px]:flex-1",
          isCurrent ? "bg-accent-soft font-medium text-accent" : "text-muted hover:bg-raised hover:text-text",
        )}
      >
        <Icon aria-hidden className="size-4.5" strokeWidth={1.75} />
        {section.word}
      </Link>
    </Tooltip>
  );
}

/** The sections at the left edge; at the foot of a narrow window. `lastAddress` is where each was left. */
export function Rail({ lastAddress }: { lastAddress: (section: Section) => string }) {
  const [location] = useLocation();
  const current = sectionOf(location);
  return (
    <nav
      aria-label="Sections"
      className="flex w-16 shrink-0 flex-col items-center gap-1 border-r border-border bg-background py-3 max-[799px]:order-last max-[799px]:w-full max-[799px]:flex-row max-[799px]:border-t max-[799px]:border-r-0 max-[799px]:px-1 max-[799px]:py-1"
    >
      {SECTIONS.map((section) => (
        <div
          key={section.path}
          className={classNames(
            "max-[799px]:flex max-[799px]:flex-1",
            section.path === "/settings" && "mt-auto max-[799px]:mt-0",
          )}
        >
          <RailLink section={section} isCurrent={section === current} address={lastAddress(section)} />
        </div>
      ))}
    </nav>
  );
}
