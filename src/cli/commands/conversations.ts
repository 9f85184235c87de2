import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Conversation } from "../../shared/contract/conversations.ts";
import type { Act } from "../command.ts";
import { count, facts, shorten, table } from "../output.ts";
import { wholeNumber } from "../text.ts";

const LARGEST_PAGE = 10_000;

function describe(conversation: Conversation): string {
  const head = facts([
    ["Conversation", conversation.id],
    ["Name", conversation.name],
    ["Made", conversation.createdAt === null ? null : `${conversation.createdAt} (zone unknown)`],
    ["Model", conversation.model],
    ["System prompt", conversation.systemPromptName],
  ]);
  const system = conversation.systemPrompt === null ? [] : [`── system\n${conversation.systemPrompt}`];
  const turns = conversation.messages.map((message) => `── ${message.role}\n${message.content}`);
  const cut = conversation.isCut
    ? ["(It is longer than can be shown: the rest is left out here, not in the file.)"]
    : [];
  return [head, ...system, ...turns, ...cut].join("\n\n");
}

function listCommand(act: Act) {
  return new Command("list")
    .description("list the conversations of a file, newest first")
    .argument("<file>", "a database of conversations")
    .option("--search <text>", "only those in whose messages, name or system prompt the text occurs")
    .option("--model <name>", "only those with this model, as `inspect` names it; '' for those without one")
    .option("--prompt <name>", "only those with this system prompt, as `inspect` names it; '' for those without one")
    .option("--limit <n>", "how many at the most", wholeNumber(1, LARGEST_PAGE), 50)
    .option("--offset <n>", "how many to pass over first", wholeNumber(0), 0)
    .action((path, { prompt = null, ...options }) =>
      act(async (session) => {
        const input = { source: { path }, ...options, systemPromptName: prompt };
        const page = await session.call("conversations.list", input);
        const rows = page.conversations.map((one) => [
          one.id,
          one.createdAt?.slice(0, 16).replace("T", " ") ?? "",
          shorten(one.model ?? "", 24),
          count(one.messages),
          shorten(one.preview, 60),
        ]);
        const shown = `${count(page.conversations.length)} of ${count(page.total)}`;
        const heading = ["id", "made", "model", "messages", "begins"];
        const none = page.total === 0 ? "No conversation was found." : `There are no more than ${count(page.total)}.`;
        const some = `${table(heading, rows)}\n\n${shown}; \`tunewright conversations show FILE ID\` prints one.`;
        return { json: page, text: rows.length === 0 ? none : some };
      }),
    );
}

function showCommand(act: Act) {
  return new Command("show")
    .description("print one conversation, whole")
    .argument("<file>", "a database of conversations")
    .argument("<id>", "the conversation's id, or a beginning of it that no other has")
    .action((path, id) =>
      act(async (session) => {
        const conversation = await session.call("conversations.show", { source: { path }, id });
        return { json: conversation, text: describe(conversation) };
      }),
    );
}

/** `conversations list|show` */
export function conversationsCommand(act: Act): CommandUnknownOpts {
  return new Command("conversations")
    .description("read the conversations of a file")
    .addCommand(listCommand(act))
    .addCommand(showCommand(act));
}
