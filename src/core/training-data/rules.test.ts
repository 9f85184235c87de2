import { describe, expect, test } from "vitest";
import { exampleLine } from "./example.ts";
import { makeExample, type ExampleRules, type SourceConversation } from "./rules.ts";

const RULES: ExampleRules = {
  systemPrompt: { kind: "keep" },
  whereModel: null,
  provider: null,
  trainOn: "all",
  dropCut: false,
};
const FAILED = "[ERROR: litellm.APIError: overloaded]";
const CUT_STREAM = "Half an answer\n\n[ERROR: Error during streaming from model x]";

type Row = [role: string, content: string];

function conversation(rows: Row[], more: Partial<SourceConversation> = {}): SourceConversation {
  return { model: "m", systemPrompt: null, messages: rows.map(([role, content]) => ({ role, content })), ...more };
}

/** The example's messages as rows, or the reason for there being none. */
function outcome(source: SourceConversation, rules: Partial<ExampleRules> = {}): Row[] | string {
  const made = makeExample(source, { ...RULES, ...rules });
  return made.kind === "skipped" ? made.reason : made.example.messages.map(({ role, content }) => [role, content]);
}

function shortenedBy(source: SourceConversation): string | null {
  const made = makeExample(source, RULES);
  return made.kind === "example" ? made.shortenedBy : `skipped: ${made.reason}`;
}

const PAIR: Row[] = [
  ["user", "Hello"],
  ["assistant", "Good day."],
];

describe("what ends a conversation", () => {
  test.each([
    ["an API error as a reply", ["assistant", FAILED], "api_error"],
    ["an API error said by a simulated user", ["user", FAILED], "api_error"],
    ["a reply that a failed stream ended", ["assistant", CUT_STREAM], "api_error"],
    ["an empty reply", ["assistant", ""], "empty_message"],
    ["a user's message of white space", ["user", " \n\t"], "empty_message"],
    ["an empty system row", ["system", ""], "empty_message"],
  ] satisfies [string, Row, string][])("%s keeps what stands before it", (_, row, reason) => {
    const source = conversation([...PAIR, ["user", "And?"], row, ["assistant", "Never learned."]]);
    expect(outcome(source)).toEqual(PAIR);
    expect(shortenedBy(source)).toBe(reason);
  });

  test("a failure before the first reply leaves the conversation out under its own name", () => {
    expect(
      outcome(
        conversation([
          ["user", "Hi"],
          ["assistant", FAILED],
        ]),
      ),
    ).toBe("api_error");
    expect(
      outcome(
        conversation([
          ["user", "Hi"],
          ["assistant", "  "],
        ]),
      ),
    ).toBe("empty_message");
    expect(
      outcome(
        conversation([
          ["user", FAILED],
          ["assistant", "Sure."],
        ]),
      ),
    ).toBe("api_error");
  });

  test("no reply is told apart from a failed one", () => {
    expect(outcome(conversation([["user", "Hi"]]))).toBe("no_reply");
    expect(outcome(conversation([]))).toBe("no_reply");
  });

  test("a whole conversation is not counted as shortened", () => {
    expect(shortenedBy(conversation([...PAIR, ["user", "Unanswered"]]))).toBeNull();
  });
});

describe("turns", () => {
  test("what follows the last reply is dropped", () => {
    expect(outcome(conversation([...PAIR, ["user", "One"], ["user", "Two"]]))).toEqual(PAIR);
    expect(outcome(conversation([...PAIR, ["system", "Note"]]))).toEqual(PAIR);
  });

  test("messages of one role in a row are joined by a blank line, and otherwise kept to the letter", () => {
    const rows: Row[] = [
      ["user", " a "],
      ["user", "b\n"],
      ["assistant", "c"],
      ["assistant", "d"],
    ];
    expect(outcome(conversation(rows))).toEqual([
      ["user", " a \n\nb\n"],
      ["assistant", "c\n\nd"],
    ]);
  });

  test("a conversation may begin with the assistant", () => {
    expect(
      outcome(
        conversation([
          ["assistant", "Welcome."],
          ["user", "Hi"],
          ["assistant", "Hello."],
        ]),
      ),
    ).toHaveLength(3);
  });

  test("developer messages are system messages; other roles leave the conversation out", () => {
    expect(outcome(conversation([["developer", "Be kind."], ...PAIR]))).toEqual([["system", "Be kind."], ...PAIR]);
    expect(outcome(conversation([...PAIR, ["tool", "42"], ["assistant", "It is 42."]]))).toBe("unknown_role");
    expect(outcome(conversation([...PAIR, ["assistant", FAILED], ["tool", "42"]]))).toEqual(PAIR);
  });

  test("making an example leaves the conversation as it was", () => {
    const source = conversation([
      ["user", "a"],
      ["user", "b"],
      ["assistant", "c"],
      ["user", "d"],
      ["assistant", "e"],
    ]);
    const before = structuredClone(source);
    makeExample(source, { ...RULES, trainOn: "last" });
    expect(source).toEqual(before);
  });
});

describe("system prompt", () => {
  const withRows = conversation([["system", "Row"], ...PAIR], { systemPrompt: "Column" });

  test("keep joins the conversation's prompt with system rows at its start", () => {
    expect(outcome(withRows)).toEqual([["system", "Column\n\nRow"], ...PAIR]);
  });

  test("an empty prompt is none", () => {
    expect(outcome(conversation(PAIR, { systemPrompt: "  " }))).toEqual(PAIR);
  });

  test("replace takes the place of both, and is added where there was none", () => {
    const rules = { systemPrompt: { kind: "replace", text: "New" } } as const;
    expect(outcome(withRows, rules)).toEqual([["system", "New"], ...PAIR]);
    expect(outcome(conversation(PAIR), rules)).toEqual([["system", "New"], ...PAIR]);
    const later = conversation([...PAIR, ["system", "Later"], ...PAIR]);
    expect(outcome(later, rules)).toEqual([["system", "New"], ...PAIR, ["system", "Later"], ...PAIR]);
  });

  test("remove takes every system message away and joins what it parted", () => {
    const source = conversation([
      ["system", ""],
      ["user", "a"],
      ["system", "x"],
      ["user", "b"],
      ["assistant", "c"],
    ]);
    const removed = outcome({ ...source, systemPrompt: "Column" }, { systemPrompt: { kind: "remove" } });
    expect(removed).toEqual([
      ["user", "a\n\nb"],
      ["assistant", "c"],
    ]);
  });
});

describe("filters", () => {
  test("whereModel wants the exact name", () => {
    expect(outcome(conversation(PAIR), { whereModel: "m" })).toEqual(PAIR);
    expect(outcome(conversation(PAIR), { whereModel: "m2" })).toBe("other_model");
    expect(outcome(conversation(PAIR, { model: null }), { whereModel: "m" })).toBe("other_model");
  });

  test("dropCut looks at the last reply only", () => {
    const cut = "word ".repeat(700) + "and then";
    expect(
      outcome(
        conversation([
          ["user", "q"],
          ["assistant", cut],
        ]),
        { dropCut: true },
      ),
    ).toBe("cut_reply");
    expect(
      outcome(
        conversation([
          ["user", "q"],
          ["assistant", `${cut}.`],
        ]),
        { dropCut: true },
      ),
    ).not.toBe("cut_reply");
    expect(outcome(conversation([["user", "q"], ["assistant", cut], ...PAIR]), { dropCut: true })).toHaveLength(4);
    expect(
      outcome(
        conversation([
          ["user", "q"],
          ["assistant", cut],
        ]),
      ),
    ).toHaveLength(2);
  });

  test("a provider that wants turns to alternate refuses a system message between them", () => {
    const source = conversation([...PAIR, ["system", "Later"], ...PAIR]);
    expect(outcome(source, { provider: "together" })).toBe("not_taken_by_provider");
    expect(outcome(source, { provider: "openai" })).toHaveLength(5);
  });

  test("training on the last reply marks all others as not learned", () => {
    const made = makeExample(conversation([...PAIR, ...PAIR]), { ...RULES, trainOn: "last" });
    expect(made.kind === "example" && made.example.messages.map((message) => message.weight)).toEqual([
      undefined,
      0,
      undefined,
      undefined,
    ]);
  });
});

describe("an example as a line", () => {
  test("keys stand in a fixed order and text survives", () => {
    const text = 'Quote " backslash \\ line\nnul \0 ümläut 漢字 🎻 \u2028';
    const line = exampleLine({
      messages: [
        { content: text, role: "user" },
        { weight: 0, content: "ok", role: "assistant" },
      ],
    });
    expect(line.startsWith('{"messages":[{"role":"user","content":"Quote')).toBe(true);
    expect(line.endsWith('{"role":"assistant","content":"ok","weight":0}]}')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      messages: [
        { role: "user", content: text },
        { role: "assistant", content: "ok", weight: 0 },
      ],
    });
  });

  test("half a surrogate pair becomes U+FFFD, since UTF-8 cannot hold it", () => {
    const line = exampleLine({ messages: [{ role: "user", content: "a\ud83cb" }] });
    expect(line).toBe('{"messages":[{"role":"user","content":"a\ufffdb"}]}');
  });
});
