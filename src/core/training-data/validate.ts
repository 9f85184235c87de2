import { setImmediate as nextTurn } from "node:timers/promises";
import type { Progress } from "../../shared/contract/operations.ts";
import type { TuningProvider, Validation } from "../../shared/contract/training-data.ts";
import { baseModel, trainingPrice } from "../../shared/prices.ts";
import type { ValidateTask } from "../tasks/contract.ts";
import { SIGNATURE_BYTES, signatureOf } from "../conversations/signature.ts";
import { DigestSet } from "./digest-set.ts";
import { FileCheck } from "./file-check.ts";
import { Findings } from "./findings.ts";
import { LineFile } from "./lines.ts";
import { PROVIDER_FORMATS } from "./provider-rules.ts";
import { loadTokenizer } from "./tokens.ts";

const LONGEST_LINE = 50 * 2 ** 20;
const LINES_A_TURN = 200;
const FEW_EXAMPLES = 50;
/** Providers choose the number of epochs themselves when it is left to them; three is a usual choice. */
const ASSUMED_EPOCHS = 3;
/** The longest example that gpt-4o and gpt-4o-mini learn whole; other models' limits are not published. */
const LONGEST_EXAMPLE = 65_536;
const MODELS_THAT_CUT = new Set(["gpt-4o", "gpt-4o-mini"]);

type Report = (progress: Progress) => void;

/**
 * Holds a training file, and a validation file beside it, against a provider's format and against what should not
 * be learned. What is wrong in a file is a finding, never an error; `not_found` and `not_readable` are thrown.
 * Tokens are counted by OpenAI's tokenizer, so for other providers they are an estimate.
 */
export async function validate(task: ValidateTask, report: Report): Promise<Validation> {
  using train = new LineFile(task.path, LONGEST_LINE);
  using validation = task.validationPath === null ? null : new LineFile(task.validationPath, LONGEST_LINE);
  const shared = {
    provider: task.provider,
    findings: new Findings(),
    countTokens: await loadTokenizer(),
    longestExample: longestExample(task.provider, task.model),
  };
  const trained = new DigestSet();
  const check = new FileCheck({ ...shared, seen: trained, trained: null, label: null });
  await run(train, check, report);
  addCounts(shared.findings, check, train.bytes, task.provider);

  if (validation !== null) {
    const label = `Validation file ${validation.path}`;
    const held = new FileCheck({ ...shared, seen: new DigestSet(), trained, label });
    await run(validation, held, report);
    if (held.examples === 0) held.add("error", "no_examples", null, "The file holds no example.");
    addSize(held, validation.bytes, task.provider);
  }

  const { examples, totalTokens, maxTokens } = check;
  return {
    ok: !shared.findings.hasErrors,
    examples,
    findings: shared.findings.toList(),
    tokens: { total: totalTokens, max: maxTokens },
    estimate: estimate(task, totalTokens),
  };
}

async function run(file: LineFile, check: FileCheck, report: Report): Promise<void> {
  const signature = signatureOf(file.beginning(SIGNATURE_BYTES), file.bytes);
  const what = signature.kind === "sqlite" ? "a SQLite database" : signature.kind === "known" ? signature.name : null;
  if (what !== null) {
    const remedy = signature.kind === "sqlite" ? "; prepare training data from it" : "";
    return check.add("error", "not_lines", null, `The file is ${what} and holds no lines of JSON${remedy}.`);
  }
  for (const line of file.lines()) {
    check.line(line);
    if (line.number % LINES_A_TURN === 0) {
      report({ done: line.number, total: null, unit: "lines", note: null });
      await nextTurn();
    }
  }
}

function addCounts(findings: Findings, check: FileCheck, bytes: number, provider: TuningProvider): void {
  const { name, fewestExamples } = PROVIDER_FORMATS[provider];
  const { examples } = check;
  if (examples === 0) check.add("error", "no_examples", null, "The file holds no example.");
  else if (examples < fewestExamples) {
    const message = `There are ${examples} examples; ${name} takes no fewer than ${fewestExamples}.`;
    check.add("error", "too_few_examples", null, message);
  }
  if (examples > 0 && examples < FEW_EXAMPLES) {
    const message = `There are only ${examples} examples; fewer than ${FEW_EXAMPLES} rarely change a model well.`;
    findings.add({ level: "warning", code: "few_examples", line: null, message });
  }
  addSize(check, bytes, provider);
}

function addSize(check: FileCheck, bytes: number, provider: TuningProvider): void {
  const { name, mostBytes } = PROVIDER_FORMATS[provider];
  if (bytes <= mostBytes) return;
  const [size, most] = [bytes, mostBytes].map((value) => Math.ceil(value / 2 ** 20));
  check.add("error", "file_too_big", null, `The file has ${size} MB; ${name} takes no more than ${most} MB.`);
}

function longestExample(provider: TuningProvider, model: string | null): number | null {
  if (provider !== "openai") return null;
  return model === null || MODELS_THAT_CUT.has(baseModel(model)) ? LONGEST_EXAMPLE : null;
}

function estimate({ provider, model, epochs: decided }: ValidateTask, tokens: number): Validation["estimate"] {
  const price = provider === "openai" && model !== null ? trainingPrice(model) : null;
  if (price === null) return null;
  const { usdPerMillionTokens, asOf, confirmed } = price;
  const epochs = decided ?? ASSUMED_EPOCHS;
  const counted = `${epochs} ${epochs === 1 ? "epoch" : "epochs"} ${decided === undefined ? "are assumed" : "as configured"}`;
  const doubt = confirmed ? "" : ", not confirmed by the provider";
  return {
    usd: Math.round(((tokens * epochs * usdPerMillionTokens) / 1e6) * 1e4) / 1e4,
    usdPerMillionTokens,
    epochs,
    asOf,
    note: `${counted}; the price is of ${asOf}${doubt}.`,
  };
}
