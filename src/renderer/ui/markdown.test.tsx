import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, test } from "vitest";
import { HOSTILE_TEXTS } from "../../../test/fixtures/hostile-texts.ts";
import { Markdown } from "./markdown.tsx";
import { safeAddress } from "./safe-tree.ts";

const draw = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

describe("a hostile text", () => {
  it.each(HOSTILE_TEXTS)("%j runs nothing, loads nothing and leads nowhere foreign", (text) => {
    const html = draw(text);
    const tags = [...html.matchAll(/<([a-z][\w-]*)/gi)].map(([, tag]) => tag?.toLowerCase());
    expect(tags).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^(script|img|svg|iframe|style|form|base|meta|object|embed|video|audio|link|source|picture)$/,
        ),
      ]),
    );
    expect(html).not.toMatch(/<[^>]*\son\w+=/i);
    expect(html).not.toMatch(/<[^>]*\s(src|srcset|poster|action|data|style|background)=/i);
    for (const [, address] of html.matchAll(/href="([^"]*)"/g)) expect(address).toMatch(/^(https?:\/\/|mailto:|#)/);
  });

  it("stays readable as the text that it is", () => {
    expect(draw("Look: <b onclick=x>bold</b>")).toContain("&lt;b onclick=x&gt;");
    expect(draw("![a cat](https://leak.invalid/cat.png)")).toContain("[image: a cat, https://leak.invalid/cat.png]");
  });
});

test("an ordinary text becomes what it says", () => {
  const html = draw("# Title\n\n- one\n- *two*\n\n[site](https://example.org/a) and `code`");
  for (const part of ["<h3", "<li", "<em>two</em>", 'href="https://example.org/a"', "<code"])
    expect(html).toContain(part);
  expect(html).toContain('rel="noreferrer noopener"');
});

test.each([
  ["https://example.org", "https://example.org/"],
  ["mailto:a@example.org", "mailto:a@example.org"],
  ["javascript:alert(1)", null],
  ["blob:https://example.org/1", null],
  ["/relative", null],
  ["", null],
])("the address %j is %j", (address, expected) => expect(safeAddress(address)).toBe(expected));
