import * as fc from "fast-check";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Preview, PreviewItem, PreviewView } from "../../shared/contract/training-data.ts";
import { AppError } from "../../shared/errors.ts";
import type { PreviewTask, PrepareResult, ResolvedRecipe } from "../tasks/contract.ts";
import { type Row, talk, talks, useDesk } from "./prepare.fixture.ts";
import { preview } from "./preview.ts";

const desk = useDesk();

function look(sources: string[], recipe: Partial<ResolvedRecipe> = {}, page: Partial<PreviewTask> = {}) {
  const task = { ...desk.task(sources, { recipe }), view: { kind: "examples" } as const, offset: 0, limit: 200 };
  return preview({ ...task, ...page }, () => {});
}

/** All pages of a view, one after the other. */
async function wholeView(sources: string[], recipe: Partial<ResolvedRecipe>, view: PreviewView, limit: number) {
  const items: PreviewItem[] = [];
  for (;;) {
    const page = await look(sources, recipe, { view, offset: items.length, limit });
    items.push(...page.items);
    if (page.items.length < limit) return { total: page.total, items };
  }
}

const contents = ["Fine.", "Fine, too.", "", " \n", "[ERROR: litellm.APIError: no]", "So,".repeat(1_001), "Ä 😀"];
const row = fc.record({
  conversation: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
  role: fc.constantFrom("user", "assistant", "user", "assistant", "system", "narrator"),
  content: fc.constantFrom("Fine.", "Hello", ...contents),
});
const someRows = fc.array(row, { minLength: 1, maxLength: 40 });
const someRecipe = fc.record({
  maxConversations: fc.constantFrom(0, 0, 1, 3),
  systemPrompt: fc.constantFrom<ResolvedRecipe["systemPrompt"]>(
    { kind: "keep" },
    { kind: "remove" },
    { kind: "replace", text: "Be calm." },
  ),
  whereModel: fc.constantFrom(null, null, "model-a", "model-b"),
  onlyConversations: fc.constantFrom<(string[] | null)[]>(null, null, ["a"], ["b", "d", "nobody"]),
  provider: fc.constantFrom(null, "openai" as const, "together" as const),
  trainOn: fc.constantFrom("all" as const, "last" as const),
  dropCut: fc.boolean(),
  keepDuplicates: fc.boolean(),
  validationFraction: fc.constantFrom(null, 0.2, 0.7),
  seed: fc.nat(5),
});

/**
 * The counts, or the code of what was thrown. That there is no example at all is one outcome, thrown or not, and so is
 * that there are some but nothing can be held back: preparing refuses it, looking at it holds none back.
 */
async function outcomeOf(work: Promise<PrepareResult | Preview>, holdsBack: boolean) {
  try {
    const result = await work;
    const { examples, conversationsRead, skipped, shortened } = result;
    const isUndivided = "validation" in result && result.validation === 0 && examples > 0;
    if (holdsBack && isUndivided) return { code: "invalid_input" };
    return examples === 0 ? { examples, skipped } : { examples, conversationsRead, skipped, shortened };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "no_conversations" ? { examples: 0, ...Object(error.detail) } : { code: error.code };
  }
}

/** The line that an item of the preview stands for. */
function lineOf({ messages }: PreviewItem): string {
  const end = messages.findLastIndex(({ isTrained }) => isTrained) + 1;
  const said = messages.slice(0, end).map(({ role, content, isTrained }) => {
    return role === "assistant" && !isTrained ? { role, content, weight: 0 } : { role, content };
  });
  return JSON.stringify({ messages: said });
}

test("a preview counts and shows exactly what preparing writes, whatever the files and the recipe", async () => {
  let made = 0;
  const databases = fc.array(someRows, { minLength: 1, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(databases, someRecipe, fc.integer({ min: 1, max: 4 }), async (files, recipe, limit) => {
      made += 1;
      const sources = files.map((rows, at) =>
        desk.database(
          `${made}-${at}.db`,
          rows.map(({ conversation, role, content }, index): Row => [conversation, index, role, content]),
        ),
      );
      const validationOut = recipe.validationFraction === null ? null : join(desk.folder, "held.jsonl");
      const preparing = desk.run(sources, { recipe, validationOut });
      const previewing = look(sources, recipe);
      const [expected, seen] = await Promise.all([
        outcomeOf(preparing, validationOut !== null),
        outcomeOf(previewing, validationOut !== null),
      ]);
      expect(seen).toEqual(expected);
      const [prepared, previewed] = await Promise.all([preparing, previewing]).catch(() => []);
      if (prepared === undefined || previewed === undefined) return;

      const all = await wholeView(sources, recipe, { kind: "examples" }, limit);
      for (const side of ["train", "validation"] as const) {
        const file = prepared.files.find(({ role }) => role === side);
        expect(previewed[side]).toBe(file?.examples ?? 0);
        const lines = all.items.filter((item) => item.side === side).map((item) => `${lineOf(item)}\n`);
        expect(lines.join("")).toBe(file === undefined ? "" : readFileSync(file.path, "utf8"));
        if (file !== undefined) rmSync(file.path);
      }
      for (const { reason, count } of prepared.skipped) {
        const left = await wholeView(sources, recipe, { kind: "left_out", reason }, limit);
        expect([left.total, left.items.length]).toEqual([count, count]);
        expect(left.items.every((item) => item.side === null && item.reason === reason)).toBe(true);
      }
      const cut = await wholeView(sources, recipe, { kind: "shortened" }, limit);
      expect(cut.items).toEqual(all.items.filter(({ reason }) => reason !== null));
      expect(cut.total).toBe(prepared.shortened.reduce((sum, { count }) => sum + count, 0));
      expect(existsSync(join(desk.folder, "train.jsonl"))).toBe(false);
    }),
    { numRuns: 60 },
  );
});

describe("an item", () => {
  test("of what was shortened goes on, unlearned, with what was cut off", async () => {
    const rows: Row[] = [...talk("a"), ["a", 2, "user", "And?"], ["a", 3, "assistant", "[ERROR: no]"]];
    const { items, shortened } = await look([desk.database("a.db", rows)], {}, { view: { kind: "shortened" } });
    expect(shortened).toEqual([{ reason: "api_error", count: 1 }]);
    const [item] = items;
    expect(item).toMatchObject({ conversationId: "a", source: 0, side: "train", reason: "api_error" });
    expect(item?.messages.map(({ content, isTrained }) => [content, isTrained])).toEqual([
      ["Be brief.", false],
      ["Question a", false],
      ["Answer a.", true],
      ["And?", false],
      ["[ERROR: no]", false],
    ]);
  });

  test("of what was left out holds the conversation as its database does, and names its source", async () => {
    const sources = [desk.database("a.db", talk("a")), desk.database("b.db", [["b", 0, "narrator", "Once."]])];
    const view = { kind: "left_out", reason: null } as const;
    const { items, total } = await look(sources, {}, { view });
    expect(total).toBe(1);
    const messages = [
      { role: "system", content: "Be brief.", isTrained: false, isCut: false },
      { role: "narrator", content: "Once.", isTrained: false, isCut: false },
    ];
    expect(items).toEqual([
      { conversationId: "b", source: 1, side: null, reason: "unknown_role", messages, omitted: 0 },
    ]);
  });

  test("replies that are read and not learned say so", async () => {
    const rows: Row[] = [...talk("a"), ["a", 2, "user", "And?"], ["a", 3, "assistant", "Last."]];
    const { items } = await look([desk.database("a.db", rows)], { trainOn: "last" });
    const learned = items[0]?.messages.filter(({ isTrained }) => isTrained).map(({ content }) => content);
    expect(learned).toEqual(["Last."]);
  });

  test("of a long conversation is cut and says how much is missing", async () => {
    const long: Row[] = Array.from({ length: 1_000 }, (_, at) => [
      "a",
      at,
      at % 2 === 0 ? "user" : "assistant",
      "😀".repeat(3_000),
    ]);
    const { items } = await look([desk.database("a.db", long)]);
    const [item] = items;
    expect(item?.omitted).toBe(601);
    expect(item?.messages).toHaveLength(400);
    expect(item?.messages[1]).toMatchObject({ isCut: true, content: "😀".repeat(2_000) });
  });
});

test("rows found to be apart do not show a conversation twice", async () => {
  const rows: Row[] = [...talks(0, 300), ["c0", 2, "user", "More?"], ["c0", 3, "assistant", "Yes."]];
  const { items, total } = await look([desk.database("a.db", rows)], { countTokens: true });
  expect(total).toBe(300);
  expect(items.map(({ conversationId }) => conversationId)).toEqual(Array.from({ length: 200 }, (_, i) => `c${i}`));
  expect(items[0]?.messages.at(-1)?.content).toBe("Yes.");
});

test("only what was chosen is considered, and a limit counts only that", async () => {
  const source = desk.database("a.db", talks(0, 6));
  const recipe = { onlyConversations: ["c1", "c3", "c5"], maxConversations: 2 };
  const seen = await look([source], recipe);
  expect(seen.items.map(({ conversationId }) => conversationId)).toEqual(["c1", "c3"]);
  expect(seen).toMatchObject({ conversationsRead: 4, skipped: [{ reason: "not_chosen", count: 2 }] });
  expect(await desk.run([source], { recipe })).toMatchObject({ examples: 2, conversationsRead: 4 });
});
