import { expect, it } from "vitest";
import type { Conversation } from "../../../shared/contract/conversations.ts";
import { asPlainText, estimateHeight, firstHit } from "./hits.ts";

const conversation = (systemPrompt: string | null, ...texts: string[]): Conversation => ({
  id: "c",
  createdAt: null,
  name: null,
  model: null,
  provider: null,
  summary: null,
  systemPromptName: null,
  systemPrompt,
  isCut: false,
  messages: texts.map((content, index) => ({ index, role: index % 2 === 0 ? "user" : "assistant", content })),
});

it.each([
  ["a message, whatever its case", conversation(null, "Hello", "An OAK tree"), "oak", 1],
  ["the first of several", conversation(null, "oak", "oak"), "oak", 0],
  ["the prompt, which stands above them all", conversation("Speak of oaks.", "Hello", "oak"), "oak", -1],
  ["nowhere, such as in the name alone", conversation(null, "Hello"), "oak", -1],
  ["nowhere, as nothing is searched for", conversation(null, "Hello"), "", -1],
])("what is searched for stands in %s", (_, read, needle, place) => expect(firstHit(read, needle)).toBe(place));

it("a message without a text still takes a line, and a longer one more", () => {
  const [empty, long] = conversation(null, "", "x".repeat(680)).messages.map(estimateHeight);
  expect(empty).toBeGreaterThan(44);
  expect(long).toBe(44 + 10 * 23);
});

it("is copied with its prompt first and every role named", () => {
  expect(asPlainText(conversation("Be brief.", "Hi", "Yes?"))).toBe(
    "system:\nBe brief.\n\nuser:\nHi\n\nassistant:\nYes?",
  );
});
