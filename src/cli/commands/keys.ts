import { text } from "node:stream/consumers";
import { Command, Option, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Key } from "../../shared/contract/keys.ts";
import { AppError } from "../../shared/errors.ts";
import { KEY_PLACE_WORDS } from "../../shared/key-places.ts";
import type { Act } from "../command.ts";
import { parseKeyName } from "../options.ts";
import { counted, table } from "../output.ts";

function row(key: Key): string[] {
  return [
    key.name,
    `…${key.lastFour}`,
    KEY_PLACE_WORDS[key.place] + (key.inForce ? "" : " (hidden by the one above)"),
    key.origin ?? "as configured",
    key.testedAt === null ? "untested" : (key.account ?? "account not told"),
  ];
}

async function readValue(): Promise<string> {
  if (process.stdin.isTTY) {
    process.stderr.write("Paste the key, then press Enter and Ctrl+D (it is shown on this screen only): ");
  }
  const value = (await text(process.stdin)).trim();
  if (value !== "") return value;
  throw new AppError("usage", "No key came on standard input.", {
    hint: "Pipe it in, for example: printenv OPENAI_API_KEY | tunewright keys set openai",
  });
}

function setCommand(act: Act) {
  return new Command("set")
    .description("keep a key, read from standard input, for the origin that calls go to now")
    .argument("<key>", "openai, together, anthropic, openrouter, or one with a name, such as openai:paper")
    .addOption(
      new Option("--store <store>", "the system's keychain, or a file that only you can read")
        .choices(["keychain", "file"] as const)
        .default("keychain" as const),
    )
    .action((given, { store }) =>
      act(async (session) => {
        const name = parseKeyName(given);
        const key = await session.call("keys.set", { name, value: await readValue(), store });
        const hidden = key.inForce ? "" : "\nAnother place comes first: `tunewright keys list` shows which.";
        return {
          json: key,
          text: `Kept ${name} (…${key.lastFour}) in the ${KEY_PLACE_WORDS[key.place]} for ${key.origin ?? ""}.${hidden}`,
        };
      }),
    );
}

function testCommand(act: Act) {
  return new Command("test")
    .description("ask the provider whether it takes the key, and whose it is")
    .argument("<key>", "the key's name")
    .action((given) =>
      act(async (session) => {
        const tested = await session.run("keys.test", { name: parseKeyName(given) });
        const account = tested.key.account ?? "an account that the provider does not name";
        return {
          json: tested,
          text: `${tested.key.name} (…${tested.key.lastFour}) is taken: it belongs to ${account} and sees ${counted(tested.models, "model")}.`,
        };
      }),
    );
}

/** `keys list|set|remove|test` */
export function keysCommand(act: Act): CommandUnknownOpts {
  const list = new Command("list").description("list the keys: where each is kept, and its end").action(() =>
    act(async (session) => {
      const listed = await session.call("keys.list", {});
      const keys = table(["key", "ends in", "kept in", "may go to", "account"], listed.keys.map(row));
      const none = "There are no keys. `tunewright keys set openai` reads one from standard input.";
      const { available, reason } = listed.keychain;
      const keychain = available ? [] : [`\nThe system's keychain cannot be used: ${reason ?? "no reason given"}`];
      return { json: listed, text: [listed.keys.length === 0 ? none : keys, ...keychain].join("\n") };
    }),
  );
  const remove = new Command("remove")
    .description("remove a key from keychain and key file")
    .argument("<key>", "the key's name")
    .action((given) =>
      act(async (session) => {
        const removed = await session.call("keys.remove", { name: parseKeyName(given) });
        const from = removed.removedFrom.map((place) => KEY_PLACE_WORDS[place]).join(" and ");
        return { json: removed, text: `Removed ${removed.name} from the ${from}.` };
      }),
    );
  return new Command("keys")
    .description("keep API keys in the system's keychain; their values are never shown")
    .addCommand(list)
    .addCommand(setCommand(act))
    .addCommand(remove)
    .addCommand(testCommand(act));
}
