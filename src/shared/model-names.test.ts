import { describe, expect, it } from "vitest";
import type { ErrorCode } from "./errors.ts";
import { AppError } from "./errors.ts";
import type { KnownModels } from "./model-names.ts";
import { routeModel } from "./model-names.ts";

const NOTHING: KnownModels = { tuned: [] };
const KNOWN: KnownModels = {
  tuned: [
    { name: "ft:gpt-4o-mini-2024-07-18:org:warm:A1b2C3", provider: "openai" },
    { name: "org/Meta-Llama-3.1-8B-Instruct-Reference-warm-0f3c", provider: "together" },
    { name: "gpt-like-name", provider: "together" },
    { name: "twice", provider: "openai" },
    { name: "twice", provider: "together" },
  ],
  catalogue: [
    { id: "openai/gpt-oss-20b", provider: "together" },
    { id: "openai/some-open-model", provider: "together" },
    { id: "meta-llama/Llama-3.3-70B-Instruct-Turbo", provider: "together" },
    { id: "Qwen/Llama-hybrid", provider: "together" },
  ],
};

// A wrong row sends a prompt, and money, to the wrong provider or a name the provider does not know.
describe("a name that has a place", () => {
  it.each<[string, KnownModels, string, string]>([
    ["ft:gpt-3.5-turbo:my-org:custom-model", NOTHING, "openai", "ft:gpt-3.5-turbo:my-org:custom-model"],
    ["ft:gpt-4o:o:s:1", NOTHING, "openai", "ft:gpt-4o:o:s:1"],
    ["ft:ft:gpt-4o:o:s:1", NOTHING, "openai", "ft:gpt-4o:o:s:1"],
    ["ft:ft:ft:gpt-4o:o:s:1", NOTHING, "openai", "ft:gpt-4o:o:s:1"],
    ["openai/ft:gpt-4o:o:s:1", NOTHING, "openai", "ft:gpt-4o:o:s:1"],
    ["ft:davinci-002:org::1", NOTHING, "openai", "ft:davinci-002:org::1"],
    ["ft:org/Llama-3-8b-warm-0f3c", NOTHING, "together", "org/Llama-3-8b-warm-0f3c"],
    ["ft:ft:org/Llama-3-8b-warm-0f3c", NOTHING, "together", "org/Llama-3-8b-warm-0f3c"],
    ["together/ft:org/Llama-3-8b-warm-0f3c", NOTHING, "together", "org/Llama-3-8b-warm-0f3c"],
    ["together/org/model", NOTHING, "together", "org/model"],
    ["together_ai/org/model", NOTHING, "together", "org/model"],
    ["openai/gpt-4o", NOTHING, "openai", "gpt-4o"],
    ["openai/gpt-oss-20b", NOTHING, "together", "openai/gpt-oss-20b"],
    ["openai/gpt-oss-20b", KNOWN, "together", "openai/gpt-oss-20b"],
    ["together/openai/gpt-oss-120b", NOTHING, "together", "openai/gpt-oss-120b"],
    ["openai/some-open-model", KNOWN, "together", "openai/some-open-model"],
    ["openai/some-open-model", NOTHING, "openai", "some-open-model"],
    ["gpt-4o-mini", NOTHING, "openai", "gpt-4o-mini"],
    ["  gpt-4o-mini\n", NOTHING, "openai", "gpt-4o-mini"],
    ["o3", NOTHING, "openai", "o3"],
    ["o4-mini", NOTHING, "openai", "o4-mini"],
    ["chatgpt-4o-latest", NOTHING, "openai", "chatgpt-4o-latest"],
    ["meta-llama/Llama-3.3-70B-Instruct-Turbo", NOTHING, "together", "meta-llama/Llama-3.3-70B-Instruct-Turbo"],
    ["practice/echo", NOTHING, "practice", "practice/echo"],
    ["ft:practice/warm-abcdefgh", NOTHING, "practice", "practice/warm-abcdefgh"],
    ["gpt-like-name", KNOWN, "together", "gpt-like-name"],
    ["ft:gpt-4o-mini-2024-07-18:org:warm:A1b2C3", KNOWN, "openai", "ft:gpt-4o-mini-2024-07-18:org:warm:A1b2C3"],
    ["ft:ft:gpt-4o-mini-2024-07-18:org:warm:A1b2C3", KNOWN, "openai", "ft:gpt-4o-mini-2024-07-18:org:warm:A1b2C3"],
    [
      "ft:org/Meta-Llama-3.1-8B-Instruct-Reference-warm-0f3c",
      KNOWN,
      "together",
      "org/Meta-Llama-3.1-8B-Instruct-Reference-warm-0f3c",
    ],
    ["together/twice", KNOWN, "together", "twice"],
    ["openai/twice", KNOWN, "openai", "twice"],
  ])("%s", (name, known, provider, model) => {
    expect(routeModel(name, known)).toEqual({ provider, model });
  });
});

describe("a name that has none", () => {
  it.each<[string, KnownModels, ErrorCode, RegExp]>([
    ["", NOTHING, "invalid_input", /empty/],
    ["   \t", NOTHING, "invalid_input", /empty/],
    ["gpt 4o", NOTHING, "invalid_input", /not a model name/],
    ["gpt-4o\u0000", NOTHING, "invalid_input", /not a model name/],
    ["ft:", NOTHING, "invalid_input", /prefix without/],
    ["ft:ft:", NOTHING, "invalid_input", /prefix without/],
    ["openai/", NOTHING, "invalid_input", /slash/],
    ["/gpt-4o", NOTHING, "invalid_input", /slash/],
    ["twice", KNOWN, "unknown_model", /openai\/twice or together\/twice/],
    ["llama", KNOWN, "unknown_model", /Llama-3\.3-70B-Instruct-Turbo or .*Llama-hybrid/],
    ["gpt-4.5-preview", NOTHING, "unknown_model", /retired/],
    ["openai/o1-mini", NOTHING, "unknown_model", /retired/],
    ["nonsense", NOTHING, "unknown_model", /No provider/],
    ["claude-sonnet-4-20250514", NOTHING, "not_available", /Anthropic/],
    ["anthropic/claude-sonnet-4-20250514", NOTHING, "not_available", /Anthropic/],
    ["openrouter/vendor/model", NOTHING, "not_available", /OpenRouter/],
  ])("“%s”", (name, known, code, message) => {
    const error = thrownBy(() => routeModel(name, known));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("names the successor of a retired model", () => {
    expect(thrownBy(() => routeModel("o1-preview", NOTHING)).hint).toBe("Use o3.");
  });
});

function thrownBy(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
