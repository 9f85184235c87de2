import type { JobProvider } from "../../../shared/contract/jobs.ts";

/** A remark on what was chosen. A warning says what may go wrong; nothing of it forbids anything. */
export interface AdviceNote {
  level: "note" | "warning";
  text: string;
}

const DAY_MS = 86_400_000;
const OPENAI_LAST_NEW_JOB = { day: "6 January 2027", at: Date.UTC(2027, 0, 7) };
const OPENAI_SHUTDOWN = { day: "14 January 2027", at: Date.UTC(2027, 0, 14) };

const warning = (text: string): AdviceNote => ({ level: "warning", text });
const note = (text: string): AdviceNote => ({ level: "note", text });

function daysUntil(at: number, now: number): string {
  const days = Math.ceil((at - now) / DAY_MS);
  return days === 1 ? "1 day left" : `${days} days left`;
}

function adviceOnOpenAI(now: number): AdviceNote[] {
  if (now >= OPENAI_LAST_NEW_JOB.at) {
    return [warning(`OpenAI has taken no new fine-tuning jobs since ${OPENAI_LAST_NEW_JOB.day}.`)];
  }
  return [
    warning(
      `OpenAI takes new jobs until ${OPENAI_LAST_NEW_JOB.day} (${daysUntil(OPENAI_LAST_NEW_JOB.at, now)}), and only from organisations that have fine-tuned before. On ${OPENAI_SHUTDOWN.day} it shuts its bases down, and every model tuned on them.`,
    ),
  ];
}

/** What is known of a provider and a base model before it is trained. */
export function adviceOnModel(provider: JobProvider, model: string, now = Date.now()): AdviceNote[] {
  switch (provider) {
    case "practice":
      return [note("Practice is a rehearsal without key or network: it trains nothing.")];
    case "openai":
      return adviceOnOpenAI(now);
    case "together":
      return [
        note("Together AI serves a tuned model through an endpoint of its own, which is billed by the minute."),
        ...(/-reference$/i.test(model.trim())
          ? [warning("Models named “-Reference” can be trained at Together AI, but not deployed afterwards.")]
          : []),
      ];
    default:
      return provider satisfies never;
  }
}

const FEW_EXAMPLES = 50;
const FEWEST_AT_OPENAI = 10;

/** What is to be said of the amount of training data; null where it is not known. */
export function adviceOnExamples(provider: JobProvider, examples: number | null): AdviceNote[] {
  if (examples === null) return [];
  if (provider === "openai" && examples < FEWEST_AT_OPENAI) {
    return [warning(`OpenAI takes no fewer than ${FEWEST_AT_OPENAI} examples.`)];
  }
  return examples < FEW_EXAMPLES ? [warning(`Fewer than ${FEW_EXAMPLES} examples rarely change a model well.`)] : [];
}

const MANY_EPOCHS = 3;

/** Settings as they are typed; what is no number has no advice. */
export interface TypedSettings {
  epochs: string;
  batchSize: string;
  learningRate: string;
}

/** What is to be said of settings that are taken and yet unusual, by field. */
export function adviceOnSettings(
  provider: JobProvider,
  typed: TypedSettings,
): Partial<Record<keyof TypedSettings, AdviceNote>> {
  const epochs = Number(typed.epochs);
  const batchSize = Number(typed.batchSize);
  const learningRate = Number(typed.learningRate);
  return {
    ...(epochs > MANY_EPOCHS ? { epochs: warning("More than 3 epochs tend to learn the examples by heart.") } : {}),
    ...(provider === "together" && batchSize > 8
      ? { batchSize: warning("Larger than the 4 to 8 that are advised at first.") }
      : {}),
    ...(provider === "together" && learningRate > 0 && (learningRate >= 1e-4 || learningRate <= 1e-6)
      ? { learningRate: warning("Far from 1e-5, at which one starts.") }
      : {}),
  };
}
