import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { counted, shorten } from "../output.ts";
import { openSession, type Session, type Surroundings } from "../session.ts";
import { describeFinding, describeReasons } from "../words.ts";

const PRACTICE_SECONDS = "10";
const QUESTION = "May I pipette by mouth?";

/** One step of the walk: what it does, what came of it, and the same with one's own data. */
interface Step {
  title: string;
  yours: string;
  take: () => Promise<string[]>;
}

interface Walk {
  session: Session;
  sample: string;
  folder: string;
}

function readingSteps({ session, sample, folder }: Walk): Step[] {
  const trainFile = join(folder, "train.jsonl");
  const validationFile = join(folder, "validation.jsonl");
  return [
    {
      title: "Look into a database of conversations",
      yours: "bin/tunewright inspect YOUR.db",
      take: async () => {
        const seen = await session.run("conversations.inspect", { source: { path: sample } });
        const odd = seen.findings.map(describeFinding);
        return [
          `${seen.path}: ${counted(seen.conversations, "conversation")}, ${counted(seen.messages, "message")}`,
          ...(odd.length === 0 ? [] : [`Worth knowing: ${odd.join(", ")}`]),
        ];
      },
    },
    {
      title: "Read some of them",
      yours: "bin/tunewright conversations list YOUR.db --search WORD",
      take: async () => {
        const page = await session.call("conversations.list", { source: { path: sample }, limit: 3 });
        return page.conversations.map((one) => `${one.id.slice(0, 8)}  ${shorten(one.preview, 70)}`);
      },
    },
    {
      title: "Make training data",
      yours: "bin/tunewright prepare YOUR.db --out train.jsonl --validation-out validation.jsonl",
      take: async () => {
        const made = await session.run("trainingData.prepare", {
          sources: [{ path: sample }],
          out: { path: trainFile },
          validationOut: { path: validationFile },
          recipe: { validationFraction: 0.15, seed: 1 },
        });
        const left = describeReasons(made.skipped);
        return [
          ...made.files.map((file) => `${file.path}: ${counted(file.examples, "example")}`),
          ...(left === null ? [] : [`Left out: ${left}`]),
        ];
      },
    },
    {
      title: "Hold it against a provider's rules",
      yours: "bin/tunewright validate train.jsonl --provider openai --model gpt-4o-mini-2024-07-18",
      take: async () => {
        const checked = await session.run("trainingData.validate", {
          file: { path: trainFile },
          validationFile: { path: validationFile },
          provider: "openai",
        });
        const findings = checked.findings.map((one) => `${one.level}: ${shorten(one.message, 100)}`);
        const verdict = checked.ok ? "OpenAI would take it" : "OpenAI would refuse it";
        return [`${verdict}: ≈ ${counted(checked.tokens.total, "token")}`, ...findings];
      },
    },
  ];
}

function trainingSteps({ session, folder }: Walk): Step[] {
  let model = "";
  return [
    {
      title: `Run a fine-tuning job (practice: a rehearsal in ${PRACTICE_SECONDS} seconds, nothing is trained)`,
      yours:
        "bin/tunewright keys set openai, then jobs create --name NAME --provider openai --model MODEL --train-file train.jsonl, then jobs run JOB --wait",
      take: async () => {
        const job = await session.call("jobs.create", {
          name: "walk",
          provider: "practice",
          model: "practice/echo",
          trainFile: { path: join(folder, "train.jsonl") },
          valFile: { path: join(folder, "validation.jsonl") },
        });
        const ended = await session.run("jobs.run", { id: job.id, wait: true });
        const { metrics } = await session.call("jobs.metrics", { id: job.id });
        if (ended.fineTunedModel === null) throw new Error(`the practice job ended ${ended.status}`);
        model = ended.fineTunedModel;
        const [first, last] = [metrics.at(0)?.trainLoss, metrics.at(-1)?.trainLoss];
        return [
          `${ended.id} ${ended.status}: ${model}`,
          `Rehearsed training loss ${first?.toFixed(2) ?? "–"} → ${last?.toFixed(2) ?? "–"} in ${counted(metrics.length, "step")}`,
        ];
      },
    },
    {
      title: "Talk to the result (practice: it answers with the closest training example)",
      yours: 'bin/tunewright chat --model ft:gpt-… --message "…"',
      take: async () => {
        const reply = await session.run("chat.send", { replyId: session.newId("reply"), model, message: QUESTION });
        return [`you:   ${QUESTION}`, `model: ${shorten(reply.reply, 300)}`, `Kept in ${reply.database}`];
      },
    },
  ];
}

async function walk(walking: Walk, say: (text: string) => void): Promise<void> {
  const steps = [...readingSteps(walking), ...trainingSteps(walking)];
  say("Tunewright: the whole path on a sample, without key and network.\n");
  for (const [at, step] of steps.entries()) {
    say(`${at + 1}. ${step.title}`);
    for (const line of await step.take()) say(`   ${line}`);
    say(`   With your own data: ${step.yours}\n`);
  }
  say(`Everything this walk made is in ${walking.folder}; delete it whenever you like.`);
  say("Next: bin/tunewright --help, and README.md.");
}

/** The hidden command behind `npm start`: the whole path on the sample database with the practice provider. */
export function walkCommand(surroundings: Surroundings, sample: string): CommandUnknownOpts {
  return new Command("walk").description("walk the whole path on the sample database").action(async () => {
    const folder = mkdtempSync(join(tmpdir(), "tunewright-walk-"));
    const environment = { TUNEWRIGHT_PRACTICE_SECONDS: PRACTICE_SECONDS, ...surroundings.environment };
    const session = openSession(surroundings, { dataFolder: folder, environment });
    try {
      await walk({ session, sample, folder }, (text) => process.stdout.write(`${text}\n`));
    } finally {
      surroundings.progress.end();
      await session.close();
    }
  });
}
