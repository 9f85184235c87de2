import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { validationSchema, type TuningProvider, type Validation } from "../../shared/contract/training-data.ts";
import { validate } from "./validate.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunewright-validate-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Options {
  provider?: TuningProvider;
  model?: string;
  validation?: string | Uint8Array;
}

async function check(content: string | Uint8Array, options: Options = {}): Promise<Validation> {
  const path = join(folder, "train.jsonl");
  writeFileSync(path, content);
  const validationPath = options.validation === undefined ? null : join(folder, "validation.jsonl");
  if (validationPath !== null) writeFileSync(validationPath, options.validation ?? "");
  const task = { path, validationPath, provider: options.provider ?? "openai", model: options.model ?? null };
  const result = await validate(task, () => {});
  return validationSchema.parse(JSON.parse(JSON.stringify(result)));
}

/** Findings of a result as `level code line`, those about the number of examples aside. */
function found({ findings }: Validation): string[] {
  const aside = new Set(["few_examples", "too_few_examples"]);
  return findings.filter(({ code }) => !aside.has(code)).map(({ level, code, line }) => `${level} ${code} ${line}`);
}

const chat = (user: string, reply = "Yes.") =>
  JSON.stringify({
    messages: [
      { role: "user", content: user },
      { role: "assistant", content: reply },
    ],
  });
const lines = (...all: string[]) => `${all.join("\n")}\n`;
const good = (count: number, from = 0) =>
  lines(...Array.from({ length: count }, (_, i) => chat(`question ${from + i}`)));
const messages = (...list: unknown[]) => lines(JSON.stringify({ messages: list }));
const user = { role: "user", content: "Hi" };
const assistant = { role: "assistant", content: "Hello." };

describe("a file that is right", () => {
  test("has no finding, and its tokens are counted", async () => {
    const result = await check(good(60));
    expect(result).toMatchObject({ ok: true, examples: 60, findings: [], estimate: null });
    expect(result.tokens.max).toBeGreaterThan(10);
    expect(result.tokens.total).toBeGreaterThan(59 * 10);
  });

  test("an estimate follows the model's base, and says what it assumes", async () => {
    const { tokens, estimate } = await check(good(60), { model: "gpt-4o-mini-2024-07-18" });
    expect(estimate).toMatchObject({ usdPerMillionTokens: 3, epochs: 3, asOf: "2026-11" });
    expect(estimate?.usd).toBeCloseTo((tokens.total * 3 * 3) / 1e6, 3);
    expect(estimate?.note).toMatch(/3 epochs are assumed.*not confirmed/);
    expect((await check(good(60), { model: "gpt-unknown" })).estimate).toBeNull();
    expect((await check(good(60), { model: "gpt-4o", provider: "together" })).estimate).toBeNull();
  });

  test("may end without a line end, with Windows line ends, or with empty lines", async () => {
    expect((await check(good(60).trimEnd())).findings).toEqual([]);
    expect((await check(good(60).replaceAll("\n", "\r\n"))).findings).toEqual([]);
    expect((await check(`${good(60)}\n\n`)).findings).toEqual([]);
  });
});

describe("lines that no provider can read", () => {
  // A hundred findings of lines that are not UTF-8 do not tell that the wrong file was named.
  test.each([
    ["SQLite format 3\0".padEnd(100, "\0"), /SQLite database.*prepare training data/],
    ["PK\u0003\u0004\0\0\0\0", /ZIP archive/],
  ])("a file of another kind is called what it is: %j", async (content, what) => {
    const result = await check(content);
    expect(found(result)).toEqual(["error not_lines null", "error no_examples null"]);
    expect(result.findings[0]?.message).toMatch(what);
  });

  test.each([
    ["not JSON", '{"messages": [', "error not_json 2"],
    ["cut in the middle", chat("x").slice(0, 40), "error not_json 2"],
    ["a list", "[]", "error not_object 2"],
    ["a number", "1", "error not_object 2"],
    ["null", "null", "error not_object 2"],
    ["empty", "", "error empty_line 2"],
    ["white space", " \t", "error empty_line 2"],
    ["nested beyond reason", "[".repeat(200_000), "error not_json 2"],
  ])("%s: its number is told", async (_, line, finding) => {
    const result = await check(lines(chat("a"), line, chat("b")));
    expect(found(result)).toEqual([finding]);
    expect(result).toMatchObject({ ok: false, examples: 2 });
  });

  test("a byte order mark is one finding, and the line behind it is still read", async () => {
    const result = await check(`\u{feff}${good(60)}`);
    expect(found(result)).toEqual(["error byte_order_mark 1"]);
    expect(result.examples).toBe(60);
  });

  test("bytes that are not UTF-8 are found in their line, lone surrogates and overlong forms too", async () => {
    const latin = Buffer.from(lines(chat("a"), chat("caf\u00e9")), "latin1");
    expect(found(await check(latin))).toEqual(["error not_utf8 2"]);
    const surrogate = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}\n')]);
    expect(found(await check(surrogate))).toContain("error not_utf8 1");
  });

  test("a file in UTF-16 is not read as text", async () => {
    const result = await check(Buffer.from(`\u{feff}${good(3)}`, "utf16le"));
    expect(result.ok).toBe(false);
    expect(found(result)).toContain("error not_utf8 1");
  });

  test("an empty file holds no example", async () => {
    expect(found(await check(""))).toEqual(["error no_examples null"]);
    expect(found(await check("\n\n\n"))).toEqual(["error no_examples null"]);
  });

  test("a line over 50 MB is passed over and the next one read", async () => {
    const result = await check(lines(chat("x".repeat(51 * 2 ** 20)), chat("b")));
    expect(found(result)).toEqual(["error line_too_long 1"]);
    expect(result.examples).toBe(1);
  });
});

describe("examples that break the format", () => {
  test.each([
    ["no messages", "{}", "no_messages"],
    ["empty messages", '{"messages":[]}', "no_messages"],
    ["messages that are no list", '{"messages":{}}', "no_messages"],
    ["an unknown key", JSON.stringify({ messages: [user, assistant], id: 1 }), "unknown_key"],
    [
      "a key of the prototype",
      '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"__proto__":{}}',
      "unknown_key",
    ],
    ["an unknown key in a message", messages({ ...user, name2: "x" }, assistant), "unknown_message_key"],
    ["a message that is a text", messages("hi", assistant), "message_not_object"],
    ["an unknown role", messages({ role: "human", content: "Hi" }, assistant), "unknown_role"],
    ["no role", messages({ content: "Hi" }, assistant), "unknown_role"],
    ["content that is a number", messages({ role: "user", content: 1 }, assistant), "content_not_text"],
    ["no content", messages({ role: "user" }, assistant), "content_not_text"],
    ["an empty reply", messages(user, { role: "assistant", content: " " }), "empty_reply"],
    ["a reply of null", messages(user, { role: "assistant", content: null }), "empty_reply"],
    ["a user's message at the end", messages(user, assistant, user), "last_not_assistant"],
    ["a weight on a user's message", messages({ ...user, weight: 0 }, assistant), "bad_weight"],
    ["a weight of 2", messages(user, { ...assistant, weight: 2 }), "bad_weight"],
    ["a weight that is a truth value", messages(user, { ...assistant, weight: true }), "bad_weight"],
    ["no trained reply", messages(user, { ...assistant, weight: 0 }), "nothing_trained"],
  ])("%s is an error for both providers", async (_, line, code) => {
    for (const provider of ["openai", "together"] as const) {
      expect(found(await check(line, { provider }))).toContain(`error ${code} 1`);
    }
  });

  test("two messages of one role are a warning for OpenAI and an error for Together AI", async () => {
    const file = messages(user, user, assistant);
    expect(found(await check(file))).toEqual(["warning same_role_twice 1"]);
    expect(found(await check(file, { provider: "together" }))).toEqual(["error same_role_twice 1"]);
  });

  test("a system message that is not first is refused by Together AI only", async () => {
    const file = messages(user, assistant, { role: "system", content: "x" }, user, assistant);
    expect(found(await check(file))).toEqual([]);
    expect(found(await check(file, { provider: "together" }))).toEqual(["error system_not_first 1"]);
  });

  test("what OpenAI takes is not refused: tools, calls without content, parts, developer", async () => {
    const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
    const file = lines(
      JSON.stringify({
        messages: [
          { role: "developer", content: "Use tools." },
          { role: "user", content: [{ type: "text", text: "Hi" }] },
          { role: "assistant", tool_calls: [call, call] },
          { role: "tool", tool_call_id: "c", content: "1" },
          { role: "tool", tool_call_id: "c", content: "2" },
          assistant,
        ],
        tools: [{ type: "function", function: { name: "f" } }],
        parallel_tool_calls: true,
      }),
    );
    expect(found(await check(file))).toEqual([]);
    expect(found(await check(messages({ role: "user", content: [{ type: "text" }] }, assistant)))).toEqual([
      "error bad_content_part 1",
    ]);
    expect(
      found(
        await check(messages({ role: "user", content: [{ type: "text", text: "a" }] }, assistant), {
          provider: "together",
        }),
      ),
    ).toEqual(["error content_not_text 1"]);
  });

  test("preference pairs are recognised and named, and a mixture is an error", async () => {
    const pair = JSON.stringify({
      input: { messages: [user] },
      preferred_output: [assistant],
      non_preferred_output: [assistant],
    });
    expect(found(await check(lines(pair, pair.replace("Hi", "Ho"))))).toEqual(["error preference_data 1"]);
    expect(found(await check(lines(chat("a"), pair, chat("b"))))).toEqual(["error mixed_schemas 2"]);
    expect(found(await check('{"prompt":"a","completion":"b"}'))).toEqual(["error not_chat_data 1"]);
  });
});

describe("what should not be learned", () => {
  test.each([
    ["an OpenAI key", `sk-proj-${"aB3".repeat(10)}`],
    ["an AWS key", "AKIAIOSFODNN7EXAMPLE"],
    ["a GitHub token", `ghp_${"a1B2".repeat(9)}`],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----"],
  ])("%s is an error, and the message does not repeat it", async (_, secret) => {
    const result = await check(lines(chat("ok"), chat(`my key is ${secret} ok?`)));
    expect(found(result)).toEqual(["error secret 2"]);
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  test.each(["task-force-of-the-very-long-name-2024", "sk-loading-spinner-wrapper-element", "AKIA", "a desk-lamp"])(
    "“%s” is no secret",
    async (text) => expect(found(await check(chat(text)))).toEqual([]),
  );

  test("error texts, cut replies and repeated lines are warnings with their line", async () => {
    const cut = "word ".repeat(700) + "and";
    const file = lines(chat("a", "[ERROR: Error calling LLM API]"), chat("b", cut), chat("c"), chat("c"));
    const result = await check(file);
    expect(found(result)).toEqual(["warning api_error_reply 1", "warning cut_reply 2", "warning duplicate 4"]);
  });

  test("an example beyond the training length is named where the limit is known", async () => {
    const long = good(60) + lines(chat("word ".repeat(66_000)));
    expect(found(await check(long, { model: "gpt-4o" }))).toEqual(["warning too_many_tokens 61"]);
    expect(found(await check(long, { model: "gpt-4.1" }))).toEqual([]);
    expect(found(await check(long, { provider: "together" }))).toEqual([]);
  });
});

describe("the file as a whole", () => {
  test("OpenAI takes no fewer than ten examples, Together AI takes one, and fewer than 50 are few", async () => {
    expect((await check(good(9))).findings.map(({ code }) => code)).toEqual(["too_few_examples", "few_examples"]);
    expect(await check(good(10))).toMatchObject({ ok: true, findings: [{ code: "few_examples", level: "warning" }] });
    expect((await check(good(1), { provider: "together" })).ok).toBe(true);
    expect((await check(good(50))).findings).toEqual([]);
  });

  test("a file over the provider's limit is refused", async () => {
    const path = join(folder, "big.jsonl");
    writeFileSync(path, good(60));
    truncateSync(path, 512 * 2 ** 20 + 1);
    expect(found(await validate(task(path), () => {}))).toContain("error file_too_big null");
  });

  test("an example in both files is an error; findings of the validation file say so", async () => {
    const result = await check(good(60), { validation: good(3, 59) + "nonsense\n" });
    expect(found(result)).toEqual(["error in_training_file 1", "error not_json 4"]);
    for (const finding of result.findings) expect(finding.message).toContain("validation.jsonl: ");
    expect(result.examples).toBe(60);
  });

  test("an empty validation file is an error", async () => {
    expect(found(await check(good(60), { validation: "" }))).toEqual(["error no_examples null"]);
  });

  test("a file full of faults lists a hundred and tells the number", async () => {
    const { findings } = await check("nonsense\n".repeat(5000));
    const listed = findings.filter(({ code }) => code === "not_json");
    expect(listed).toHaveLength(101);
    expect(listed.at(-1)).toMatchObject({ line: null, message: expect.stringContaining("5000 times") });
  });
});

const task = (path: string) => ({ path, validationPath: null, provider: "openai", model: null }) as const;

describe("files that cannot be read", () => {
  test("a missing file and a folder are told apart", async () => {
    await expect(validate(task(join(folder, "none.jsonl")), () => {})).rejects.toMatchObject({ code: "not_found" });
    mkdirSync(join(folder, "d.jsonl"));
    await expect(validate(task(join(folder, "d.jsonl")), () => {})).rejects.toMatchObject({ code: "not_readable" });
    await expect(validate(task("/dev/zero"), () => {})).rejects.toMatchObject({ code: "not_readable" });
  });
});
