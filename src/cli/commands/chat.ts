import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Act } from "../command.ts";
import { counted } from "../output.ts";
import { keyOption } from "../options.ts";
import type { Session } from "../session.ts";
import { expandText } from "../text.ts";

/** Prints the reply as it comes; returns whether anything was printed, and how to stop. */
function printReply(session: Session, replyId: string, out: NodeJS.WritableStream): () => void {
  return session.client.subscribe((event) => {
    if (event.topic !== "chat.delta" || event.replyId !== replyId) return;
    session.progress.end();
    out.write(event.text);
  });
}

/** `chat --model M --message T` */
export function chatCommand(act: Act, json: () => boolean): CommandUnknownOpts {
  return new Command("chat")
    .description("send one message to a model and keep the conversation where `prepare` can read it")
    .requiredOption("--model <model>", "a base or tuned model, such as gpt-4o-mini, ft:gpt-…, or practice/…")
    .requiredOption("--message <text>", "what to say (@file reads it)")
    .option("--system <text>", "the system prompt (@file reads it)")
    .option(
      "--database <file>",
      "keep the conversation in this database (default: conversations.db of the data folder)",
    )
    .addOption(keyOption())
    .action((options) =>
      act(async (session) => {
        const replyId = session.newId("reply");
        const stop = json() ? () => undefined : printReply(session, replyId, process.stdout);
        const reply = await session
          .run("chat.send", {
            replyId,
            model: options.model,
            systemPrompt: options.system === undefined ? null : expandText(options.system),
            message: expandText(options.message),
            key: options.key ?? null,
            database: options.database === undefined ? null : { path: options.database },
          })
          .finally(stop);
        const { inputTokens, outputTokens } = reply.usage;
        const tokens =
          inputTokens === null || outputTokens === null
            ? []
            : [`${counted(inputTokens, "token")} in, ${counted(outputTokens, "token")} out`];
        const notes = [
          ...(reply.practice ? ["practice: rehearsed, not sampled from a model"] : [reply.model]),
          ...tokens,
          `${(reply.latencyMs / 1000).toFixed(1)} s`,
          ...(reply.finishReason === "length" ? ["cut off at the token limit"] : []),
          `kept as ${reply.conversationId} in ${reply.database}`,
        ];
        return { json: reply, text: `\n\n(${notes.join(" · ")})` };
      }),
    );
}
