import { expect, it, test } from "vitest";
import { parsePersonasFile } from "./personas-file.ts";

it("takes the old file as it was written, numbers as versions and missing traits included", () => {
  const text = JSON.stringify({
    personas: [
      { name: "Agora", version: 4, system_prompt: "Be calm.", traits: ["calm"], notes: "unused" },
      { name: "Nexus", system_prompt: "Be exact." },
    ],
  });
  expect(parsePersonasFile(text)).toEqual([
    { name: "Agora", version: "4", systemPrompt: "Be calm.", traits: ["calm"] },
    { name: "Nexus", version: "1", systemPrompt: "Be exact.", traits: [] },
  ]);
});

test.each(["", "not JSON", "[]", "{}", '{"personas":[{"name":"x"}]}', '{"personas":"x"}'])(
  "%j is no such file",
  (text) => expect(parsePersonasFile(text)).toBeNull(),
);
