import { describe, expect, it } from "vitest";
import { isApiError } from "./api-error.ts";

describe("isApiError", () => {
  it.each([
    "[ERROR: Error calling LLM API for model claude-3: overloaded]",
    "[ERROR: litellm.APIError: connection reset",
    "  \n[ERROR: leading blanks]",
    "Error calling the model: 500",
    "The answer is long and [ERROR: Error during streaming from anthropic/claude]",
    "The answer\n\n[ERROR: Error during streaming from openai/gpt-4o: timeout (HTTP 504)]\n",
    'Half an answer\n[ERROR: Error during streaming from openai/gpt-4o: {"choices": [1, [2]],\n "code": 500}]',
    `Half an answer [ERROR: Error during streaming from x: ${"long ".repeat(2_000)}]`,
    "Sorry, an error occurred.",
    " Sorry, an error occurred.\n",
  ])("recognises %j, which would teach a model to fail", (text) => {
    expect(isApiError(text)).toBe(true);
  });

  it.each([
    "",
    "The log says [ERROR: disk full], what now?",
    "Why does it print Error calling the model?",
    "It stopped with [ERROR: Error during streaming from x] and then went on.",
    "He said: Sorry, an error occurred.",
    "Sorry, an error occurred. Let me try again.",
    "A list [1]",
    "[Error: other spelling]",
  ])("leaves %j alone, since somebody may well say it", (text) => {
    expect(isApiError(text)).toBe(false);
  });
});
