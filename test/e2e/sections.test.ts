import { join } from "node:path";
import { describe, it } from "vitest";
import { ROOT } from "../cli/command-line.ts";
import { expectAccessible } from "./accessible.ts";
import { openTunewright, type Tunewright } from "./harness.ts";
import { picture } from "./pictures.ts";

const WIDE = { width: 1360, height: 850 };
const NARROW = { width: 390, height: 800 };

const LOOKS = [
  { name: "wide-light", size: WIDE, colorScheme: "light" },
  { name: "wide-dark", size: WIDE, colorScheme: "dark" },
  { name: "narrow-light", size: NARROW, colorScheme: "light" },
  { name: "narrow-dark", size: NARROW, colorScheme: "dark" },
] as const;

/** What each section says while there is nothing in it. */
const EMPTY: [name: string, address: string, says: string][] = [
  ["conversations", "/conversations", "No database yet"],
  ["training-data", "/training-data", "No training data yet"],
  ["training-data-new", "/training-data/new", "New training data"],
  ["jobs", "/jobs", "No jobs yet"],
  ["job-new", "/jobs/new", "New job"],
  ["chat", "/chat", "No chats yet"],
  ["chat-new", "/chat/new", "New chat"],
  ["evaluations", "/evaluations", "Evaluation is not part of this version yet"],
  ["keys", "/settings/keys", "No keys yet"],
  ["personas", "/settings/personas", "No personas yet"],
  ["appearance", "/settings/appearance", "Theme"],
  ["shortcuts", "/settings/shortcuts", "Go to Jobs"],
  ["about", "/settings/about", "Data folder"],
];

/** Something in every section: a database, a dataset, a job that has ended, a chat, a key, a persona. */
async function fill({ page, go, call }: Tunewright): Promise<[name: string, address: string, says: string][]> {
  const post = async <T>(route: string, input: unknown) => (await call(route, input)) as T;
  const source = await post<{ id: string }>("files.open", { path: join(ROOT, "resources/sample.db") });
  await post("keys.set", { name: "together:paper", value: "sk-0123456789abcdef", store: "file" });
  await post("personas.add", {
    personas: [
      { name: "Wren, lab assistant", version: "2", systemPrompt: "You are calm and exact.", traits: ["calm"] },
    ],
  });
  const { conversations } = await post<{ conversations: { id: string }[] }>("conversations.list", {
    source: { sourceId: source.id },
  });
  await go(`/training-data/new/${source.id}`);
  await page
    .getByRole("button", { name: "Included 58" })
    .or(page.getByRole("button", { name: "Write", exact: true }))
    .first()
    .waitFor();
  const narrow = page.getByRole("button", { name: "Write", exact: true });
  if (await narrow.isVisible()) await narrow.click();
  await page.getByRole("button", { name: "Write 2 files" }).click();
  await page.getByText("OpenAI would take it").waitFor();
  const { datasets } = await post<{ datasets: { id: string }[] }>("datasets.list", {});
  const dataset = datasets[0]?.id ?? "";
  const job = await post<{ id: string }>("jobs.create", {
    name: "wren, first try",
    provider: "practice",
    model: "practice/echo",
    trainFile: { datasetId: dataset, role: "train" },
    valFile: { datasetId: dataset, role: "validation" },
  });
  await go(`/jobs/${job.id}`);
  await page.getByRole("button", { name: /^Run job/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Run job/ })
    .click();
  await page.getByText("Completed").first().waitFor();
  await page.getByText("Test in chat").first().click();
  await page.getByRole("button", { name: "Put its base beside it" }).click();
  await page.getByRole("textbox", { name: "Write to both" }).fill("May I pipette by mouth?");
  await page.keyboard.press("Enter");
  await page
    .getByText(/to first token .* in all/)
    .nth(1)
    .waitFor();
  const { chats } = await post<{ chats: { id: string }[] }>("chat.list", {});
  return [
    ["conversations", `/conversations/${source.id}`, "60 conversations"],
    ["conversation", `/conversations/${source.id}/${conversations[0]?.id ?? ""}`, "Assistant"],
    ["training-data", `/training-data/${dataset}`, "OpenAI would take it"],
    ["training-data-new", `/training-data/new/${source.id}`, "sample.db"],
    ["jobs", `/jobs/${job.id}`, "Completed"],
    ["chat", `/chat/${chats[0]?.id ?? ""}`, "never, not even water"],
    ["keys", "/settings/keys", "together:paper"],
    ["personas", "/settings/personas", "Wren, lab assistant"],
  ];
}

describe.each(LOOKS)("every section, $name", ({ name: look, size, colorScheme }) => {
  it("is accessible and pictured while it is empty", async () => {
    await using tunewright = await openTunewright({ size, colorScheme });
    const { page, go } = tunewright;
    for (const [name, address, says] of EMPTY) {
      await go(address);
      await page.getByText(says).first().waitFor();
      await expectAccessible(page, `${name}, empty`);
      await picture(page, `${name}-empty-${look}`);
    }
  });

  it("is accessible and pictured when it is full", async () => {
    await using tunewright = await openTunewright({ size, colorScheme });
    const { page, go } = tunewright;
    for (const [name, address, says] of await fill(tunewright)) {
      await go(address);
      await page.getByText(says).first().waitFor();
      await expectAccessible(page, `${name}, full`);
      await picture(page, `${name}-full-${look}`);
    }
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("option", { name: "wren, first try" }).waitFor();
    await expectAccessible(page, "the palette");
    await picture(page, `palette-${look}`);
  });
});
