import { describe, expect, test } from "vitest";
import { lastFourOf, nameOfVariable, providerOf, variableOf } from "./names.ts";

describe("variables", () => {
  test.each([
    ["openai", "OPENAI_API_KEY"],
    ["together", "TOGETHER_API_KEY"],
    ["anthropic:lab", "ANTHROPIC_API_KEY_LAB"],
    ["openai:my-paper-2", "OPENAI_API_KEY_MY_PAPER_2"],
  ])("%s is looked for in %s and read back from it", (name, variable) => {
    expect(variableOf(name)).toBe(variable);
    expect(nameOfVariable(variable)).toBe(name);
  });

  test.each([
    "OPENAI_BASE_URL",
    "OPENAI_API_KEYS",
    "OPENAI_API_KEY_",
    "OPENAI_API_KEY__X",
    "OPENAI_API_KEY_paper",
    "MY_OPENAI_API_KEY",
    `OPENAI_API_KEY_${"X".repeat(40)}`,
    "__proto__",
    "",
  ])("%j is not taken for a key", (variable) => {
    expect(nameOfVariable(variable)).toBeNull();
  });

  test("a name of one's own does not change the provider", () => {
    expect(providerOf("together:openai")).toBe("together");
  });
});

describe("the end of a key", () => {
  test.each([
    ["sk-abcdefghijklmnop", "mnop"],
    ["abcdefghijkl", "ijkl"],
    ["abcdefgh", "gh"],
    ["abc", "c"],
    // slice(-0) would be the whole key.
    ["ab", ""],
    ["", ""],
  ])("of %j shows %j: four characters, and never more than a third", (value, shown) => {
    expect(lastFourOf(value)).toBe(shown);
  });
});
