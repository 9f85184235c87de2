import type { ComponentProps } from "react";
import { type Components, defaultRemarkPlugins, Streamdown } from "streamdown";
import { safeTree } from "./safe-tree.ts";

const REMARK = Object.values(defaultRemarkPlugins);
const REHYPE = [safeTree];

type Tag<T extends "a" | "code" | "pre" | "table"> = ComponentProps<T> & { node?: unknown };

const COMPONENTS: Components = {
  h1: ({ children }) => <h3 className="mt-4 mb-2 text-[17px] font-semibold">{children}</h3>,
  h2: ({ children }) => <h4 className="mt-4 mb-2 text-[16px] font-semibold">{children}</h4>,
  h3: ({ children }) => <h5 className="mt-3 mb-1 font-semibold">{children}</h5>,
  h4: ({ children }) => <h6 className="mt-3 mb-1 font-semibold">{children}</h6>,
  h5: ({ children }) => <p className="mt-3 mb-1 font-semibold">{children}</p>,
  h6: ({ children }) => <p className="mt-3 mb-1 font-semibold">{children}</p>,
  p: ({ children }) => <p className="my-2">{children}</p>,
  ul: ({ children }) => <ul className="my-2 list-disc pl-5">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="my-2 list-decimal pl-6">
      {children}
    </ol>
  ),
  li: ({ children }) => <li className="my-0.5">{children}</li>,
  blockquote: ({ children }) => (
    <blockquote className="my-2 border-l-2 border-border pl-3 text-muted">{children}</blockquote>
  ),
  hr: () => <hr className="my-4 border-border" />,
  strong: ({ children }) => <strong className="font-semibold">{children}</strong>,
  a: ({ href, children }: Tag<"a">) =>
    href === undefined ? (
      <span>{children}</span>
    ) : (
      <a href={href} target="_blank" rel="noreferrer noopener" title={href} className="underline">
        {children}
      </a>
    ),
  inlineCode: ({ children }) => (
    <code className="rounded-small bg-raised px-1 font-mono text-[13px]">{children as string}</code>
  ),
  code: ({ children }: Tag<"code">) => <code className="font-mono text-[13px] leading-5">{children}</code>,
  pre: ({ children }: Tag<"pre">) => (
    <pre tabIndex={0} className="my-2 overflow-x-auto rounded-normal border border-hairline bg-raised p-3">
      {children}
    </pre>
  ),
  table: ({ children }: Tag<"table">) => (
    <div className="my-2 overflow-x-auto">
      <table className="border-collapse text-body">{children}</table>
    </div>
  ),
  th: ({ children }) => <th className="border border-border px-2 py-1 text-left font-medium">{children}</th>,
  td: ({ children }) => <td className="border border-border px-2 py-1 align-top">{children}</td>,
  input: ({ checked }) => <input type="checkbox" checked={checked === true} readOnly disabled className="mr-1" />,
};

/** What a model wrote, as Markdown; never as HTML, and without a request being made. `isStreaming` closes what is open. */
export function Markdown({ text, isStreaming = false }: { text: string; isStreaming?: boolean }) {
  return (
    <Streamdown
      className="[&>*:first-child]:mt-0 [&>*:first-child>*:first-child]:mt-0 [&>*:last-child>*:last-child]:mb-0"
      mode={isStreaming ? "streaming" : "static"}
      remarkPlugins={REMARK}
      rehypePlugins={REHYPE}
      components={COMPONENTS}
      controls={false}
    >
      {text}
    </Streamdown>
  );
}
