import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Inspection } from "../../shared/contract/conversations.ts";
import { describeFinding, KIND_WORDS } from "../../shared/file-words.ts";
import type { Act } from "../command.ts";
import { count, counted, facts, shorten } from "../output.ts";

const NAMED = 5;

function names(counts: { name: string; count: number }[]): string | null {
  if (counts.length === 0) return null;
  const shown = counts.slice(0, NAMED).map((one) => `${count(one.count)} × ${shorten(one.name, 60)}`);
  const more = counts.length > NAMED ? ` and ${counted(counts.length - NAMED, "more")}` : "";
  return shown.join(", ") + more;
}

function describe(inspection: Inspection): string {
  const roles = Object.entries(inspection.roles).map(([role, n]) => `${role} ${count(n)}`);
  const { from, to } = inspection;
  const text = facts([
    ["File", inspection.path],
    ["Holds", KIND_WORDS[inspection.kind]],
    ["Conversations", count(inspection.conversations)],
    ["Messages", [count(inspection.messages), ...roles].join(", ")],
    ["Models", names(inspection.models)],
    ["System prompts", names(inspection.systemPrompts)],
    ["From", from === null ? null : `${from} to ${to ?? from} (zone unknown)`],
  ]);
  const findings = inspection.findings.map((found) => `  ${describeFinding(found)}`);
  return findings.length === 0 ? text : `${text}\n\nWorth knowing:\n${findings.join("\n")}`;
}

/** `inspect FILE` */
export function inspectCommand(act: Act): CommandUnknownOpts {
  return new Command("inspect")
    .description("say what a file holds: its kind, conversations, models, prompts and what is odd about it")
    .argument("<file>", "a SQLite database or a JSONL training file; it is only read")
    .action((path) =>
      act(async (session) => {
        const inspection = await session.run("conversations.inspect", { source: { path } });
        return { json: inspection, text: describe(inspection) };
      }),
    );
}
